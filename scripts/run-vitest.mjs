import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { runProgram } from "./run-program.mjs";
import { countTests } from "./vitest-counts.mjs";

const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");
const BY_NAME = /^(-t|--testNamePattern)\b/;

/**
 * Runs the tests, with vitest's own output, and counts them. No run is green by leaving something
 * out: a skipped test, a run without tests and an error outside of any test are failures.
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
    return judge(
      counts,
      code,
      args.some((arg) => BY_NAME.test(arg)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge({ passed, failed, skipped }, code, byName) {
  const fail = (count, why) => {
    process.stdout.write(`${why}\n`);
    return { passed, failed: failed + count };
  };
  if (skipped > 0 && !byName) return fail(skipped, `${skipped} skipped tests count as failed.`);
  if (failed === 0 && code !== 0) return fail(1, `vitest ended with code ${code}; see above.`);
  if (passed + failed === 0) return fail(1, "No test ran.");
  return { passed, failed };
}
