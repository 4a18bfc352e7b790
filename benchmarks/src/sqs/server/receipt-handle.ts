/** AWS's handles are about this long; ten of them are most of a DeleteMessageBatch request. */
export const handleCharacters = 350;

const indexDigits = 12;
const epochDigits = 6;
const filler = Array.from({ length: handleCharacters - indexDigits - epochDigits }, (_, position) =>
  "AQEBx7Kq3mZtR9vWcY0uNfLhSgJpD5aE".charAt((position * 7) % 32),
).join("");

/** A delivery: which message, and the how-manieth receive of it. */
export interface ReceiptHandle {
  readonly messageIndex: number;
  readonly epoch: number;
}

export function formatReceiptHandle(messageIndex: number, epoch: number): string {
  return (
    filler +
    String(messageIndex).padStart(indexDigits, "0") +
    String(epoch).padStart(epochDigits, "0")
  );
}

/** Undefined for text that this server never gave out. */
export function parseReceiptHandle(text: unknown): ReceiptHandle | undefined {
  if (typeof text !== "string" || text.length !== handleCharacters || !text.startsWith(filler))
    return undefined;
  const messageIndex = Number(text.slice(filler.length, filler.length + indexDigits));
  const epoch = Number(text.slice(filler.length + indexDigits));
  return Number.isInteger(messageIndex) && Number.isInteger(epoch)
    ? { messageIndex, epoch }
    : undefined;
}
