import type { DynamoDbServer } from "./dynamodb-server.ts";
import { externalEndpoint, type EndpointVariable } from "./external-endpoint.ts";

const variable: EndpointVariable = {
  name: "MILLRACE_TEST_DYNAMODB_ENDPOINT",
  what: "a DynamoDB server",
  example: "http://127.0.0.1:8000",
};

/**
 * A server that somebody else runs, for machines without Java and for those who may not use DynamoDB
 * Local: an endpoint that takes any credentials, in region us-east-1.
 *
 * @throws EngineError when the variable holds something else than an http or https URL.
 */
export function externalDynamoDb(
  env: NodeJS.ProcessEnv = process.env,
): (DynamoDbServer & { stop(): Promise<void> }) | undefined {
  const endpoint = externalEndpoint(variable, env);
  if (endpoint === undefined) return undefined;
  return {
    name: `the server of ${variable.name}`,
    endpoint,
    region: "us-east-1",
    stop: () => Promise.resolve(),
  };
}
