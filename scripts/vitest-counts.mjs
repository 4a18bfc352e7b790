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
