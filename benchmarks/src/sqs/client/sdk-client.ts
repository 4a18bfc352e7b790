import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";

/** More than the 50 sockets of the default, so that no client under test waits for one. */
const maxSockets = 512;

export function createSdkClient(queueUrl: string, config: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    region: "us-east-1",
    endpoint: new URL(queueUrl).origin,
    credentials: { accessKeyId: "benchmark", secretAccessKey: "benchmark" },
    requestHandler: { httpAgent: { keepAlive: true, maxSockets } },
    ...config,
  });
}
