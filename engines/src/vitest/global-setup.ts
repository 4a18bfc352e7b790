import type { TestProject } from "vitest/node";
import { startElasticMq } from "../elasticmq/start-elasticmq.ts";
import { startFauxqs } from "../fauxqs/start-fauxqs.ts";
import { externalSqs } from "./external-sqs.ts";
import type { SqsServer } from "./sqs-servers.ts";

interface Startable extends SqsServer {
  stop(): Promise<void>;
}

/** Starts every engine once, before the first test that needs one; vitest calls what it returns after the last. */
export default async function startEngines(project: TestProject): Promise<() => Promise<void>> {
  const running: Startable[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((engine) => engine.stop()));
  };
  try {
    // One after the other: an engine that does not start then leaves none behind half started.
    const main = externalSqs() ?? (await startElasticMq());
    running.push(main);
    const fauxqs = await startFauxqs();
    running.push(fauxqs);
    project.provide("sqsServers", { main: described(main), fauxqs: described(fauxqs) });
    return stop;
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** What is provided crosses to the test's process as data. */
function described({ name, endpoint, region, accountId }: SqsServer): SqsServer {
  return { name, endpoint, region, accountId };
}
