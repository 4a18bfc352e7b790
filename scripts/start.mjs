import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { runEntry } from "./run-entry.mjs";
import { runProgram } from "./run-program.mjs";
import { setUp } from "./set-up.mjs";

/** `npm start [-- --example NAME] [-- ARGS]`: runs examples/NAME.ts, by default the quick start. */
await runEntry(async (args) => {
  const { example, rest } = chooseExample(args);
  await setUp();
  return runProgram([example, ...rest]);
});

function chooseExample(args) {
  const at = args.indexOf("--example");
  const name = at === -1 ? "start" : args[at + 1];
  const rest = at === -1 ? args : args.toSpliced(at, 2);
  const file = join(ROOT, "examples", `${name}.ts`);
  if (name !== undefined && existsSync(file)) return { example: file, rest };
  const known = readdirSync(join(ROOT, "examples"))
    .filter((entry) => entry.endsWith(".ts"))
    .map((entry) => entry.slice(0, -".ts".length));
  process.stderr.write(`--example takes one of ${known.join(", ")}; it is ${String(name)}.\n`);
  process.exit(2);
}
