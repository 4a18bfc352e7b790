import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { runEntry } from "./run-entry.mjs";
import { runProgram } from "./run-program.mjs";
import { setUp } from "./set-up.mjs";

/** `npm run -s millrace -- ARGS`: the command itself, from a checkout. Standard output is the command's alone. */
await runEntry(async (args) => {
  await setUp(process.stderr);
  // npm moves to the repository; file names are meant from where the user stands.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return runProgram([join(ROOT, "apps", "worker", "dist", "main.js"), ...args], { cwd });
});
