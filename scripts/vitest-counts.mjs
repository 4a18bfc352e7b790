/**
 * What a run of vitest came to, from its JSON report. A file that could not be run at all counts
 * as one failure.
 *
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(report) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    const before = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === "passed") counts.passed += 1;
      else if (status === "failed") counts.failed += 1;
      else counts.skipped += 1;
    }
    if (file.status === "failed" && counts.failed === before) counts.failed += 1;
  }
  return counts;
}

/**
 * No run is green by leaving something out: a skipped test, a run without tests and an error
 * outside of any test are failures. Only a run that selects tests by name may skip the others.
 *
 * @param {{ passed: number, failed: number, skipped: number }} counts
 * @param {{ code: number, byName: boolean }} run vitest's exit code; whether it was given a name
 * @returns {{ passed: number, failed: number, because?: string }}
 */
export function judgeRun({ passed, failed, skipped }, { code, byName }) {
  if (skipped > 0 && !byName) {
    return {
      passed,
      failed: failed + skipped,
      because: `${skipped} skipped tests count as failed.`,
    };
  }
  if (failed === 0 && code !== 0) {
    return { passed, failed: 1, because: `vitest ended with code ${code}; see above.` };
  }
  if (passed + failed === 0) return { passed, failed: 1, because: "No test ran." };
  return { passed, failed };
}
