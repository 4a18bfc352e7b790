import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { runEntry } from "./run-entry.mjs";
import { runProgram } from "./run-program.mjs";
import { setUp } from "./set-up.mjs";

/** `npm run bench:NAME [-- ARGS]`: runs benchmarks/src/NAME/run.ts against the built packages. */
await runEntry(async ([name, ...args]) => {
  const file = join(ROOT, "benchmarks", "src", String(name), "run.ts");
  if (!existsSync(file))
    throw new Error(`There is no benchmark ${String(name)}: ${file} is missing.`);
  await setUp();
  return runProgram([file, ...args]);
});
