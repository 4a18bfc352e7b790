import { usualPort } from "./start-server.ts";

const sample = '{"id":"mine","items":[{"sku":"matcha","quantity":2}]}';

/** How to send a message of one's own. */
export function instructions(endpoint: string, queueUrl: string): string {
  const url = `${endpoint}${new URL(queueUrl).pathname}`;
  const where = new URL(endpoint).port === String(usualPort) ? "" : ` ${url}`;
  return [
    "Send an order of your own, from another terminal:",
    `  node examples/send.mjs${where} '${sample}'`,
    "or with the AWS CLI:",
    "  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws sqs send-message --region us-east-1 \\",
    `    --endpoint-url ${endpoint} --queue-url ${url} \\`,
    `    --message-body '${sample}'`,
    "Ctrl-C drains and stops.",
    "",
  ].join("\n");
}
