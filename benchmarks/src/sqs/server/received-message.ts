import type { BenchMessage } from "./bench-queue.ts";
import { formatReceiptHandle } from "./receipt-handle.ts";

const senderId = "AIDAIENQZJOLO23YVJ4VO";

export function formatMessageId(index: number): string {
  const hex = index.toString(16).padStart(12, "0");
  return `${hex.slice(-8)}-b5a1-4c9e-8f00-${hex}`;
}

/** A ReceiveMessage answer, by concatenation: serialising objects would make the server the bottleneck. */
export function formatReceived(
  messages: readonly BenchMessage[],
  attributeNames: ReadonlySet<string>,
): string {
  if (messages.length === 0) return "{}";
  return `{"Messages":[${messages.map((message) => formatMessage(message, attributeNames)).join(",")}]}`;
}

function formatMessage(message: BenchMessage, attributeNames: ReadonlySet<string>): string {
  const { index, body, receiveCount } = message;
  return (
    `{"MessageId":"${formatMessageId(index)}","ReceiptHandle":"${formatReceiptHandle(index, receiveCount)}",` +
    `"MD5OfBody":"${body.md5}","Body":${body.json}${formatAttributes(message, attributeNames)}}`
  );
}

function formatAttributes(message: BenchMessage, names: ReadonlySet<string>): string {
  if (names.size === 0) return "";
  const { firstReceivedAtMs, receiveCount, sentAtMs } = message;
  if (names.has("All")) {
    return (
      `,"Attributes":{"SenderId":"${senderId}","ApproximateFirstReceiveTimestamp":"${firstReceivedAtMs}",` +
      `"ApproximateReceiveCount":"${receiveCount}","SentTimestamp":"${sentAtMs}"}`
    );
  }
  const attributes: Record<string, string> = {
    SenderId: senderId,
    ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs),
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(sentAtMs),
  };
  const asked = Object.entries(attributes).filter(([name]) => names.has(name));
  return asked.length === 0 ? "" : `,"Attributes":${JSON.stringify(Object.fromEntries(asked))}`;
}
