import { inject } from "vitest";
import { EngineError } from "../engine-error.ts";

/** A running SQS server that a test may use; it is shared, so name queues uniquely. */
export interface SqsServer {
  readonly name: string;
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
}

export interface SqsServers {
  /** ElasticMQ, or what MILLRACE_TEST_SQS_ENDPOINT points at. */
  readonly main: SqsServer;
  readonly fauxqs: SqsServer;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly sqsServers: SqsServers;
  }
}

/**
 * The SQS servers of this run.
 *
 * @throws EngineError when the package of the test does not ask for them.
 */
export function sqsServers(): SqsServers {
  // What is not provided is undefined, whatever its type says.
  const servers = inject("sqsServers") as SqsServers | undefined;
  if (servers === undefined) {
    throw new EngineError(
      'The SQS servers were not started for this test: put "sqs" into millrace.testEngines in the package.json of its package.',
    );
  }
  return servers;
}
