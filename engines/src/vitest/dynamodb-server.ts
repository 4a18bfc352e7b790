import { inject } from "vitest";
import { EngineError } from "../engine-error.ts";

/** A running DynamoDB that a test may use; it is shared, so name tables uniquely. */
export interface DynamoDbServer {
  readonly name: string;
  readonly endpoint: string;
  readonly region: string;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly dynamoDbLocal: DynamoDbServer;
  }
}

/**
 * DynamoDB Local, or what MILLRACE_TEST_DYNAMODB_ENDPOINT points at.
 *
 * @throws EngineError when the package of the test does not ask for it.
 */
export function dynamoDbLocal(): DynamoDbServer {
  // What is not provided is undefined, whatever its type says.
  const server = inject("dynamoDbLocal") as DynamoDbServer | undefined;
  if (server === undefined) {
    throw new EngineError(
      'DynamoDB Local was not started for this test: put "millrace": { "testEngines": ["dynamodb"] } into the package.json of its package.',
    );
  }
  return server;
}
