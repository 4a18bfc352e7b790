export { dynamoDbLocal } from "./dynamodb-server.ts";
export type { DynamoDbServer } from "./dynamodb-server.ts";
export { sqsServers } from "./sqs-servers.ts";
export type { SqsServer, SqsServers } from "./sqs-servers.ts";
