import { hash } from "node:crypto";

/** What the server keeps of a body: escaped once, so that a receive only concatenates strings. */
export interface MessageBody {
  /** The body as a JSON string literal, quotes included, ASCII only. */
  readonly json: string;
  readonly md5: string;
}

export const bodyBytes = 1024;

const stampStart = '{"sentNs":"'.length;
const stampDigits = 20;
const templateCount = 64;

/** Escapes above ASCII too, so that the length of the text is its length in bytes. */
export function encodeBody(text: string): MessageBody {
  const json = JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return { json, md5: hash("md5", text) };
}

/** An order document of exactly 1,024 bytes that begins with the time it was sent. */
export function createOrderText(orderNumber: number, sentNs: bigint): string {
  const stamp = sentNs.toString().padStart(stampDigits, "0");
  const head = `{"sentNs":"${stamp}","orderId":"${orderNumber}","customer":{"id":"c-${orderNumber % 997}","tier":"gold"},"note":"`;
  const tail = '"}';
  return (
    head + "abcdefghij klmnopq".repeat(64).slice(0, bodyBytes - head.length - tail.length) + tail
  );
}

/** Nanoseconds of the machine's monotonic clock at which the message was sent; 0 when it came from a fill. */
export function readSentNs(text: string): number {
  return Number(text.slice(stampStart, stampStart + stampDigits));
}

/** The bodies a fill draws from: enough of them that no cache sees one body only. */
export function createTemplateBodies(): readonly MessageBody[] {
  return Array.from({ length: templateCount }, (_, index) =>
    encodeBody(createOrderText(index, 0n)),
  );
}
