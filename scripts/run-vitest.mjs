import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { runProgram } from "./run-program.mjs";
import { countTests, judgeRun } from "./vitest-counts.mjs";

const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");
const BY_NAME = /^(-t|--testNamePattern)\b/;

/**
 * Runs the tests, with vitest's own output, and counts them.
 *
 * @param {readonly string[]} args for vitest
 */
export async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const file = join(folder, "report.json");
  try {
    const code = await runProgram(
      [
        VITEST,
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${file}`,
        ...args,
      ],
      { cwd: ROOT },
    );
    const counts = existsSync(file)
      ? countTests(JSON.parse(readFileSync(file, "utf8")))
      : { passed: 0, failed: 0, skipped: 0 };
    const byName = args.some((arg) => BY_NAME.test(arg));
    const { passed, failed, because } = judgeRun(counts, { code, byName });
    if (because !== undefined) process.stdout.write(`${because}\n`);
    return { passed, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
