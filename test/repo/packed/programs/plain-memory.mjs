import { createMapping } from "@millrace/core";
import { memoryQueue } from "@millrace/testkit";

// Handles one message of a queue in memory, and ends.
const queue = memoryQueue();
queue.send("in memory");
const done = new AbortController();
const mapping = createMapping({
  source: queue.source,
  handler: async (event) => {
    for (const { body } of event.Records) process.stdout.write(`handled ${body}\n`);
    done.abort();
  },
});
const report = await mapping.run({ signal: done.signal });
process.stdout.write(`finished ${report.finished}, abandoned ${report.abandoned}\n`);
