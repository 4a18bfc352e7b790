/** How leases are kept, in milliseconds. */
export interface LeaseTimings {
  /** A lease that shows no sign of life for so long is free. Default 30,000. */
  readonly leaseMs: number;
  /** Between two signs of life. Default 10,000, a third of a lease. */
  readonly renewMs: number;
  /** Between two looks at who has what, give or take a third. Default 15,000. */
  readonly balanceMs: number;
  /** Between two listings of the stream's shards, give or take a fifth. Default 30,000. */
  readonly listMs: number;
  /**
   * How long a listing may take to tell the truth about a new shard's parent, and a vanished shard stays
   * remembered. Default 90,000.
   */
  readonly graceMs: number;
  /** A shard is not asked for before its owner had it for so long. Default 60,000. */
  readonly settleMs: number;
}

export const defaultLeaseTimings: LeaseTimings = {
  leaseMs: 30_000,
  renewMs: 10_000,
  balanceMs: 15_000,
  listMs: 30_000,
  graceMs: 90_000,
  settleMs: 60_000,
};
