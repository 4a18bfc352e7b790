/**
 * Sends one message to the queue of `npm start`:
 *   node examples/send.mjs [QUEUE_URL] BODY
 * In the AWS JSON protocol over plain HTTP, so that it needs nothing installed; the server there asks for no signature.
 */
const args = process.argv.slice(2);
const [queueUrl, body] =
  args.length > 1 ? args : ["http://127.0.0.1:9324/000000000000/orders", args[0]];
if (body === undefined) {
  console.error("usage: node examples/send.mjs [QUEUE_URL] BODY");
  process.exit(2);
}
try {
  const response = await fetch(new URL("/", queueUrl), {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.SendMessage",
    },
    body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: body }),
    signal: AbortSignal.timeout(5_000),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? `the server answered ${response.status}`);
  console.log(`sent, message ${answer.MessageId}`);
} catch (error) {
  console.error(`not sent: ${error.cause?.message ?? error.message}. Does \`npm start\` run?`);
  process.exit(1);
}
