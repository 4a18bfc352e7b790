import { createMapping, type Handler } from "@millrace/core";
import { type MemoryQueue, memoryQueue, type QueueEvent } from "@millrace/testkit";

// The same as plain-memory.mjs, with the types spelt out.
const queue: MemoryQueue = memoryQueue({ visibilityTimeoutSeconds: 5 });
queue.send("in memory");
const done = new AbortController();
const handler: Handler<QueueEvent> = (event) => {
  const first: string | undefined = event.Records[0]?.body;
  process.stdout.write(`handled ${first}\n`);
  done.abort();
};
const mapping = createMapping({ source: queue.source, handler });
const report = await mapping.run({ signal: done.signal });
process.stdout.write(`finished ${report.finished}, abandoned ${report.abandoned}\n`);
