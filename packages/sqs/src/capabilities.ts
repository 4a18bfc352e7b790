import type { QueueCapabilities } from "@millrace/core/connector";

import { envelopeBytes } from "./record-size.ts";
import type { QueueFacts } from "./queue-facts.ts";
import { leaseSecondsFor, type Settings } from "./settings.ts";

/** Source: Amazon SQS API Reference, ReceiveMessage. */
const maximumReceive = 10;
/** Source: Amazon SQS Developer Guide, "Visibility timeout": 12 hours from the receive, extensions included. */
const maximumHoldMs = 43_200_000;

/** SQS allows no control characters but tab, line feed and carriage return: at worst each character is escaped to two. */
const jsonGrowth = 2;
/** Ids, a receipt handle of up to 1,024 characters, system attributes, names and punctuation of ten message attributes. */
const metadataBytes = 4_096;

/** What this queue can do. */
export function toCapabilities(
  settings: Settings,
  facts: QueueFacts,
  timeoutMs: number,
): QueueCapabilities {
  const leaseSeconds = settings.extendVisibility
    ? leaseSecondsFor(settings, timeoutMs)
    : facts.visibilityTimeoutSeconds;
  return {
    maximumReceive,
    waitMs: settings.waitTimeSeconds * 1000,
    maximumRecordBytes: facts.maximumMessageBytes * jsonGrowth + metadataBytes,
    ordered: settings.fifo,
    extendable: settings.extendVisibility,
    leaseMs: leaseSeconds * 1000,
    maximumHoldMs,
    envelopeBytes,
  };
}
