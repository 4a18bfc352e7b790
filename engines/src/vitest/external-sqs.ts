import { EngineError } from "../engine-error.ts";
import type { SqsServer } from "./sqs-servers.ts";

const VARIABLE = "MILLRACE_TEST_SQS_ENDPOINT";

/**
 * A server that somebody else runs, for machines without Java: an SQS-compatible endpoint that
 * takes any credentials, in region us-east-1 and account 000000000000.
 *
 * @throws EngineError when the variable holds something else than an http or https URL.
 */
export function externalSqs(
  env: NodeJS.ProcessEnv = process.env,
): (SqsServer & { stop(): Promise<void> }) | undefined {
  const value = env[VARIABLE];
  if (value === undefined || value === "") return undefined;
  const url = URL.parse(value);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new EngineError(
      `${VARIABLE} is ${JSON.stringify(value)}; it must be the URL of an SQS server, for example http://127.0.0.1:9324.`,
    );
  }
  return {
    name: `the server of ${VARIABLE}`,
    endpoint: url.origin,
    region: "us-east-1",
    accountId: "000000000000",
    stop: () => Promise.resolve(),
  };
}
