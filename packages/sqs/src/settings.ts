import type { Backoff } from "@millrace/core/connector";

import type { FifoOnFailure, RetryDelay } from "./options.ts";
import { isFifoName, parseQueueArn } from "./queue-arn.ts";
import { parseQueueUrl } from "./queue-url.ts";
import type { CheckedOptions } from "./schema.ts";

/** A source's options after defaults. Read by everything that runs. */
export interface Settings {
  readonly queueName: string;
  readonly fifo: boolean;
  readonly queueUrl: string | undefined;
  readonly eventSourceArn: string | undefined;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly credentials: CheckedOptions["credentials"];
  readonly waitTimeSeconds: number;
  /** Undefined: depends on the handler's timeout, see {@link leaseSecondsFor}. */
  readonly visibilityTimeoutSeconds: number | undefined;
  readonly extendVisibility: boolean;
  readonly retryDelay: RetryDelay;
  readonly fifoOnFailure: FifoOnFailure;
  readonly fifoLocalRetries: number;
  readonly deleteLingerMs: number;
}

export const defaults = {
  waitTimeSeconds: 20,
  extendVisibility: true,
  retryDelay: "visibility",
  fifoOnFailure: "group",
  fifoLocalRetries: 0,
  deleteLingerMs: 20,
  ceilingSeconds: 900,
} as const;

const leastLeaseSeconds = 30;
const mostLeaseSeconds = 60;
const leaseMarginSeconds = 15;

/** Applies the defaults. The options have passed the schema and the relations. */
export function resolveSettings(options: CheckedOptions): Settings {
  const { queueUrl, eventSourceArn } = options;
  const byArn = eventSourceArn === undefined ? undefined : parseQueueArn(eventSourceArn);
  const byUrl = queueUrl === undefined ? undefined : parseQueueUrl(queueUrl);
  const queueName = byArn?.queueName ?? byUrl?.queueName ?? "";
  const fifo = isFifoName(queueName);
  return {
    queueName,
    fifo,
    queueUrl,
    eventSourceArn,
    region: options.region ?? byArn?.region ?? byUrl?.region,
    endpoint: options.endpoint ?? byUrl?.origin,
    credentials: options.credentials,
    waitTimeSeconds: options.waitTimeSeconds ?? defaults.waitTimeSeconds,
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds,
    extendVisibility: options.extendVisibility ?? defaults.extendVisibility,
    retryDelay: options.retryDelay ?? defaults.retryDelay,
    fifoOnFailure: options.fifoOnFailure ?? defaults.fifoOnFailure,
    fifoLocalRetries: options.fifoLocalRetries ?? defaults.fifoLocalRetries,
    deleteLingerMs: options.deleteLingerMs ?? (fifo ? 0 : defaults.deleteLingerMs),
  };
}

/** Seconds of a lease that is extended: enough for one call, short enough that a crash is soon over. */
export function leaseSecondsFor(settings: Settings, timeoutMs: number): number {
  const wanted = Math.ceil(timeoutMs / 1000) + leaseMarginSeconds;
  return (
    settings.visibilityTimeoutSeconds ??
    Math.min(mostLeaseSeconds, Math.max(leastLeaseSeconds, wanted))
  );
}

/** The backoff of a retry delay by receive count. */
export function toBackoff(delay: {
  readonly baseSeconds: number;
  readonly ceilingSeconds?: number | undefined;
}): Backoff {
  return {
    firstMs: delay.baseSeconds * 1000,
    ceilingMs: (delay.ceilingSeconds ?? defaults.ceilingSeconds) * 1000,
  };
}
