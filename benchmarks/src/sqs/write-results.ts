import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderResults } from "./render-results.ts";
import type { SqsResults } from "./results.ts";

/** Writes sqs-DATE.json, every round of it, and sqs.md, the table for people. Returns their paths. */
export function writeResults(results: SqsResults, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const files = [
    {
      path: join(folder, `sqs-${results.startedAt.slice(0, 10)}.json`),
      text: `${JSON.stringify(results, null, 1)}\n`,
    },
    { path: join(folder, "sqs.md"), text: renderResults(results) },
  ];
  for (const { path, text } of files) writeFileSync(path, text);
  return files.map(({ path }) => path);
}
