import { hash } from "node:crypto";

import type { Message } from "./queue-client.ts";

/**
 * Whether a body is the one that was sent, by the digest that came with it. True when there is nothing
 * to compare, or no MD5: a machine in FIPS mode has none.
 * Source: Amazon SQS API Reference, Message, MD5OfBody.
 */
export function hasIntactBody({ Body, MD5OfBody }: Message): boolean {
  if (MD5OfBody === undefined) return true;
  const digest = md5(Body ?? "");
  return digest === undefined || digest === MD5OfBody;
}

let available = true;

function md5(text: string): string | undefined {
  if (!available) return undefined;
  try {
    return hash("md5", text, "hex");
  } catch {
    available = false;
    return undefined;
  }
}
