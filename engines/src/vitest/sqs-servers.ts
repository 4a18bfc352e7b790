import { inject } from "vitest";

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

/** The servers that global-setup.ts started; only for tests of a package that has @millrace/engines in its package.json. */
export function sqsServers(): SqsServers {
  return inject("sqsServers");
}
