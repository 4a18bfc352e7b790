import { readAttributeNames, readEntries, readInteger, type ActionInput } from "./action-input.ts";
import type { BenchQueue, HandleVerdict } from "./bench-queue.ts";
import { encodeBody } from "./message-body.ts";
import { formatMessageId, formatReceived } from "./received-message.ts";
import { invalidParameter, ServiceError } from "./service-error.ts";

export interface QueueSettings {
  readonly queueUrl: string;
  readonly queueName: string;
  readonly visibilityTimeoutSeconds: number;
}

export interface ActionCall {
  readonly queue: BenchQueue;
  readonly settings: QueueSettings;
  readonly input: ActionInput;
  /** Called once, at once or when a long poll ends. */
  readonly reply: (json: string) => void;
  /** Registers what is to be done when the client goes before the reply. */
  readonly onAbandoned: (leave: () => void) => void;
}

const maximumMessageBytes = 1_048_576;
const maximumVisibilitySeconds = 43_200;

/** The part of SQS that a consumer and the tests need, for one standard queue without message attributes. */
export const queueActions: Readonly<Record<string, (call: ActionCall) => void>> = {
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  SendMessageBatch: sendMessageBatch,
  GetQueueUrl: getQueueUrl,
  GetQueueAttributes: getQueueAttributes,
};

function receiveMessage({ queue, settings, input, reply, onAbandoned }: ActionCall): void {
  requireQueue(settings, input);
  const attributeNames = readAttributeNames(input);
  onAbandoned(
    queue.receive({
      maxMessages: readInteger(input, "MaxNumberOfMessages", [1, 10], 1),
      waitMs: readInteger(input, "WaitTimeSeconds", [0, 20], 0) * 1000,
      visibilityMs: readVisibilitySeconds(input, settings.visibilityTimeoutSeconds) * 1000,
      deliver: (messages) => reply(formatReceived(messages, attributeNames)),
    }),
  );
}

function deleteMessage({ queue, settings, input, reply }: ActionCall): void {
  requireQueue(settings, input);
  requireDone(queue.delete(input["ReceiptHandle"]));
  reply("");
}

function changeMessageVisibility({ queue, settings, input, reply }: ActionCall): void {
  requireQueue(settings, input);
  requireDone(queue.changeVisibility(input["ReceiptHandle"], readVisibilitySeconds(input) * 1000));
  reply("");
}

function deleteMessageBatch({ queue, settings, input, reply }: ActionCall): void {
  requireQueue(settings, input);
  reply(settleEntries(input, (entry) => queue.delete(entry["ReceiptHandle"])));
}

function changeMessageVisibilityBatch({ queue, settings, input, reply }: ActionCall): void {
  requireQueue(settings, input);
  reply(
    settleEntries(input, (entry) =>
      queue.changeVisibility(entry["ReceiptHandle"], readVisibilitySeconds(entry) * 1000),
    ),
  );
}

function sendMessageBatch({ queue, settings, input, reply }: ActionCall): void {
  requireQueue(settings, input);
  const entries = readEntries(input).map((entry) => {
    const text = entry["MessageBody"];
    if (typeof text !== "string" || text === "" || Buffer.byteLength(text) > maximumMessageBytes) {
      throw invalidParameter(`MessageBody must be 1 to ${maximumMessageBytes} bytes`);
    }
    if (
      entry["MessageAttributes"] !== undefined ||
      entry["MessageSystemAttributes"] !== undefined
    ) {
      throw new ServiceError("UnsupportedOperation", "this server stores no message attributes");
    }
    return {
      id: entry.Id,
      body: encodeBody(text),
      delayMs: readInteger(entry, "DelaySeconds", [0, 900], 0) * 1000,
    };
  });
  const successful = entries.map(({ id, body, delayMs }) => ({
    Id: id,
    MessageId: formatMessageId(queue.send(body, delayMs)),
    MD5OfMessageBody: body.md5,
  }));
  reply(JSON.stringify({ Successful: successful, Failed: [] }));
}

function getQueueUrl({ settings, input, reply }: ActionCall): void {
  if (input["QueueName"] !== settings.queueName) throw missingQueue();
  reply(JSON.stringify({ QueueUrl: settings.queueUrl }));
}

function getQueueAttributes({ queue, settings, input, reply }: ActionCall): void {
  requireQueue(settings, input);
  const { visible, inFlight, delayed } = queue.counts();
  const attributes: Record<string, string> = {
    QueueArn: `arn:aws:sqs:us-east-1:000000000000:${settings.queueName}`,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MaximumMessageSize: String(maximumMessageBytes),
    MessageRetentionPeriod: "345600",
    DelaySeconds: "0",
    ReceiveMessageWaitTimeSeconds: "0",
  };
  const names = readAttributeNames(input);
  const asked = Object.entries(attributes).filter(([name]) => names.has("All") || names.has(name));
  reply(JSON.stringify(asked.length === 0 ? {} : { Attributes: Object.fromEntries(asked) }));
}

/** Entry by entry; an answer for ten successes is built by hand because a benchmark makes thousands of them. */
function settleEntries(input: ActionInput, settle: (entry: ActionInput) => HandleVerdict): string {
  const successful: string[] = [];
  const failed: string[] = [];
  for (const entry of readEntries(input)) {
    const error = handleError(settle(entry));
    if (error === undefined) successful.push(`{"Id":"${entry.Id}"}`);
    else
      failed.push(
        `{"Id":"${entry.Id}","Code":"${error.code}","Message":"${error.message}","SenderFault":true}`,
      );
  }
  return `{"Successful":[${successful.join(",")}],"Failed":[${failed.join(",")}]}`;
}

function handleError(
  verdict: HandleVerdict,
): { readonly code: string; readonly message: string } | undefined {
  switch (verdict) {
    case "done":
      return undefined;
    case "invalid":
      return { code: "ReceiptHandleIsInvalid", message: "The input receipt handle is invalid." };
    case "not-in-flight":
      return { code: "MessageNotInflight", message: "The message is not in flight." };
    default:
      throw new Error(`no error for ${String(verdict satisfies never)}`);
  }
}

function requireDone(verdict: HandleVerdict): void {
  const error = handleError(verdict);
  if (error !== undefined) throw new ServiceError(error.code, error.message);
}

function readVisibilitySeconds(input: ActionInput, otherwise?: number): number {
  return readInteger(
    input,
    "VisibilityTimeout",
    [0, maximumVisibilitySeconds],
    otherwise ?? Number.NaN,
  );
}

function requireQueue(settings: QueueSettings, input: ActionInput): void {
  const url = input["QueueUrl"];
  // By the path: clients reach the server as 127.0.0.1 or localhost.
  if (typeof url !== "string" || !url.endsWith(`/${settings.queueName}`)) throw missingQueue();
}

function missingQueue(): ServiceError {
  return new ServiceError(
    "QueueDoesNotExist",
    "The specified queue does not exist.",
    "AWS.SimpleQueueService.NonExistentQueue",
  );
}
