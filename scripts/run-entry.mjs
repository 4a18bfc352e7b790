import { StepFailed } from "./step.mjs";

/** Runs the body of a command; its number is the exit code, and a failure is told in words, not as a stack. */
export async function runEntry(body) {
  try {
    process.exitCode = await body(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof StepFailed)) process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
