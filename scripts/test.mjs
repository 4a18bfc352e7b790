import { join } from "node:path";
import { repositoryNode } from "./repository-node.mjs";
import { ROOT } from "./root.mjs";
import { runEntry } from "./run-entry.mjs";
import { runVitest } from "./run-vitest.mjs";
import { setUp } from "./set-up.mjs";
import { STATIC_CHECKS } from "./static-checks.mjs";
import { runStep, StepFailed } from "./step.mjs";

/**
 * `npm test`: everything. `npm test -- ARGS`: only what vitest makes of ARGS (a file, a folder,
 * `-t name`), without the static checks, and with only those engines that these tests need.
 */
await runEntry(async (args) => {
  const total = { passed: 0, failed: 0 };
  try {
    await setUp();
    if (args.length === 0) {
      await runStaticChecks(total);
      await prepareEngines();
    }
    const tests = await runVitest(args);
    total.passed += tests.passed;
    total.failed += tests.failed;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    total.failed += 1;
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
});

async function runStaticChecks(total) {
  for (const check of STATIC_CHECKS) {
    try {
      await runStep(check);
      total.passed += 1;
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      total.failed += 1;
    }
  }
}

/** Says before the tests what is missing for them, and fetches what is fetched once. */
async function prepareEngines() {
  await runStep({
    saying: "preparing the engines",
    command: repositoryNode(),
    args: [join(ROOT, "engines", "src", "prepare.ts")],
    remedy: "The tests need this engine; nothing is tested without it.",
  });
}
