import { parseArgs } from "node:util";

const usage = `npm start [-- --once N]
  --once N   exit after N orders have been handled
  --help     say this`;

/**
 * Reads the flags of the quick start; ends the process when they ask for help or are wrong.
 * @returns how many orders to handle before it exits.
 */
export function readFlags(args: readonly string[]): number {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { once: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help === true) {
      console.log(usage);
      process.exit(0);
    }
    const once = values.once === undefined ? Number.POSITIVE_INFINITY : Number(values.once);
    if (once >= 1) return once;
    throw new Error("--once takes a number of orders, 1 or more");
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}
