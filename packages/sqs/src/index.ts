/** Amazon SQS as a source of Millrace's mappings. */
export { connector } from "./connector.ts";
export type {
  AwsCredentials,
  AwsCredentialsProvider,
  FifoOnFailure,
  RetryDelay,
  SqsOptions,
} from "./options.ts";
export { sqs } from "./sqs.ts";
