import type { TestProject } from "vitest/node";
import { startElasticMq } from "../elasticmq/start-elasticmq.ts";
import { startFauxqs } from "../fauxqs/start-fauxqs.ts";
import { externalSqs } from "./external-sqs.ts";
import { shareInThisProcess } from "./share-in-this-process.ts";
import type { SqsServer } from "./sqs-servers.ts";

interface Startable extends SqsServer {
  stop(): Promise<void>;
}

interface Running {
  readonly main: Startable;
  readonly fauxqs: Startable;
}

/** Starts the SQS servers before the first test that needs one; vitest calls what it returns after the last. */
export default async function startSqs(project: TestProject): Promise<() => Promise<void>> {
  const { value, release } = await shareInThisProcess("sqs", startBoth, stopBoth);
  const { main, fauxqs } = value;
  project.provide("sqsServers", { main: described(main), fauxqs: described(fauxqs) });
  return release;
}

/** One after the other: an engine that does not start then leaves none behind half started. */
async function startBoth(): Promise<Running> {
  const main = externalSqs() ?? (await startElasticMq());
  try {
    return { main, fauxqs: await startFauxqs() };
  } catch (cause) {
    await main.stop();
    throw cause;
  }
}

async function stopBoth({ main, fauxqs }: Running): Promise<void> {
  await Promise.all([main.stop(), fauxqs.stop()]);
}

/** What is provided crosses to the test's process as data. */
function described({ name, endpoint, region, accountId }: SqsServer): SqsServer {
  return { name, endpoint, region, accountId };
}
