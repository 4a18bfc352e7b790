import { loadHandler } from "../../src/handlers/load-handler.ts";

/**
 * Loads the handlers named on the command line in a Node without a test runner, whose own way of
 * loading TypeScript would step in; prints what became of each.
 */
const [root = "", ...handlers] = process.argv.slice(2);
const results = {};
for (const name of handlers) {
  try {
    const handler = await loadHandler(name, root);
    try {
      results[name] = { answer: await handler({}, {}, () => {}) };
    } catch (error) {
      results[name] = { thrown: `${error.name}: ${error.message}` };
    }
  } catch (error) {
    const { code, message, hint } = error;
    results[name] = { code, message, ...(hint === undefined ? {} : { hint }) };
  }
}
process.stdout.write(JSON.stringify(results));
