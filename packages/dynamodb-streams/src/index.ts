/** Amazon DynamoDB Streams as a source of Millrace's mappings. */
export { connector } from "./connector.ts";
export { dynamodbStreams } from "./dynamodb-streams.ts";
export type {
  AwsCredentials,
  AwsCredentialsProvider,
  DataLossAction,
  DynamoDBStreamsOptions,
} from "./options.ts";
