import { externalEndpoint, type EndpointVariable } from "./external-endpoint.ts";
import type { SqsServer } from "./sqs-servers.ts";

const variable: EndpointVariable = {
  name: "MILLRACE_TEST_SQS_ENDPOINT",
  what: "an SQS server",
  example: "http://127.0.0.1:9324",
};

/**
 * A server that somebody else runs, for machines without Java: an SQS-compatible endpoint that
 * takes any credentials, in region us-east-1 and account 000000000000.
 *
 * @throws EngineError when the variable holds something else than an http or https URL.
 */
export function externalSqs(
  env: NodeJS.ProcessEnv = process.env,
): (SqsServer & { stop(): Promise<void> }) | undefined {
  const endpoint = externalEndpoint(variable, env);
  if (endpoint === undefined) return undefined;
  return {
    name: `the server of ${variable.name}`,
    endpoint,
    region: "us-east-1",
    accountId: "000000000000",
    stop: () => Promise.resolve(),
  };
}
