import type { DataLossAction } from "./options.ts";
import type { CheckedOptions } from "./schema.ts";
import { parseStreamArn } from "./stream-arn.ts";

/** A source's options after defaults. Read by everything that runs. */
export interface Settings {
  readonly table: string;
  /** Undefined: the table's newest stream, and those that follow it. */
  readonly streamArn: string | undefined;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly credentials: CheckedOptions["credentials"];
  /** Undefined: the mapping's name. */
  readonly consumerGroup: string | undefined;
  readonly idlePollMs: number;
  readonly onDataLoss: DataLossAction;
  readonly commitEveryMs: number;
  readonly leaseMs: number;
}

export const defaults = {
  idlePollMs: 1_000,
  onDataLoss: "continue",
  commitEveryMs: 1_000,
  leaseMs: 30_000,
} as const;

/** Applies the defaults. The options have passed the schema and the relations. */
export function resolveSettings(options: CheckedOptions): Settings {
  const { streamArn, endpoint, consumerGroup, credentials } = options;
  const arn = streamArn === undefined ? undefined : parseStreamArn(streamArn);
  return {
    table: options.table ?? arn?.table ?? "",
    streamArn,
    region: options.region ?? arn?.region,
    endpoint,
    credentials,
    consumerGroup,
    idlePollMs: options.idlePollMs ?? defaults.idlePollMs,
    onDataLoss: options.onDataLoss ?? defaults.onDataLoss,
    commitEveryMs: options.commitEveryMs ?? defaults.commitEveryMs,
    leaseMs: options.leaseMs ?? defaults.leaseMs,
  };
}
