/** Positions and leases of Millrace's streams in a DynamoDB table. */
export type { DynamoDbSender } from "./client.ts";
export type { AwsCredentials, AwsCredentialsProvider } from "./credentials.ts";
export type { DynamoDbStore } from "./dynamodb-store.ts";
export { dynamodbStore } from "./dynamodb-store.ts";
export type { DynamoDbStoreOptions, TableLayout } from "./options.ts";
export type { TableDefinition } from "./table-definition.ts";
export { tableDefinition } from "./table-definition.ts";
export type { TablePolicy, TablePolicyOptions } from "./table-policy.ts";
export { tablePolicy } from "./table-policy.ts";
