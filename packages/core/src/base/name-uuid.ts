import { createHash } from "node:crypto";

/** The namespace of mapping ids: a random UUID, fixed for ever, since ids must not change between versions. */
const namespace = "6f1c2d0e-8a53-4b47-9b0e-2f6f0a7d9c31";

/** A version 5 UUID: the same name gives the same id, on every machine. Source: RFC 9562, section 5.5. */
export function nameUuid(name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}
