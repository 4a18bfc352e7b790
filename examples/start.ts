import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { runWorker } from "@millrace/worker";

import { countMessages, createClient, createQueues } from "./quick-start/create-queues.ts";
import { instructions } from "./quick-start/instructions.ts";
import { Producer } from "./quick-start/producer.ts";
import { readFlags } from "./quick-start/read-flags.ts";
import { startServer } from "./quick-start/start-server.ts";
import { useLocalAws } from "./quick-start/use-local-aws.ts";
import { View } from "./quick-start/view.ts";

/** The quick start: an SQS server, a queue with a dead-letter queue, a shop that sends orders, and the worker. */
const enough = readFlags(process.argv.slice(2));

const stop = new AbortController();
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(code);
    stop.abort();
  });
}

// As `npm start | head` does: without a reader there is nobody to show anything to.
process.stdout.on("error", () => stop.abort());

useLocalAws();
const server = await startServer();
const client = createClient(server);
const { queueUrl, deadLetterUrl } = await createQueues(client, "orders");
const producer = new Producer(client, queueUrl);
console.log(instructions(server.endpoint, queueUrl));

const view = new View(process.stdout, (messageId) => producer.nameOf(messageId));
const worker = await runWorker(join(import.meta.dirname, "orders", "millrace.yaml"), {
  env: { ...process.env, QUEUE_URL: queueUrl, QUEUE_ENDPOINT: server.endpoint },
  signal: stop.signal,
  logOutput: {
    isTTY: process.stdout.isTTY,
    write: (line) => view.say(line.trimEnd()),
  },
  onMapping: (mapping) => view.follow(mapping),
});
view.say(`The worker runs; its probes are at ${worker.url ?? ""}/readyz?verbose\n`);

let exitCode = 0;
void worker.failed.then(() => {
  exitCode = 1;
  stop.abort();
});

const selling = producer.run(stop.signal);
while (!stop.signal.aborted && view.counts.handled < enough) {
  view.deadLettered(await countMessages(client, deadLetterUrl));
  await sleep(500, undefined, { signal: stop.signal }).catch(() => {});
}
stop.abort();
await selling;

view.say("Draining: what is in hand is finished, what was not started goes back.");
const report = await worker.close();
view.end();
for (const { name, finished, released, abandoned, tookMs } of report.mappings) {
  console.log(
    `${name}: finished ${finished}, released ${released}, abandoned ${abandoned}, took ${(tookMs / 1000).toFixed(1)} s`,
  );
}
client.destroy();
await server.stop();
if (report.mappings.some(({ abandoned }) => abandoned > 0)) exitCode = 4;
process.exit(exitCode);
