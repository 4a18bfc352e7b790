import type { Random } from "@millrace/core/connector";

/** What a run is made of, drawn from its seed: each run stresses something else. */
export interface SwarmOptions {
  readonly messages: number;
  readonly sendingMs: number;
  readonly ordered: boolean;
  readonly groups: number;
  readonly workers: number;
  readonly kills: number;
  readonly pauses: number;
  /** Probabilities. */
  readonly failures: number;
  readonly throws: number;
  readonly hangs: number;
  /** Of a call that takes most of its timeout, and longer than a short lease. */
  readonly slows: number;
  readonly malformed: number;
  readonly throttles: number;
  readonly faults: number;
  readonly duplicates: number;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly visibilityMs: number;
  readonly latencyMs: number;
  readonly laneRetries: number;
  /** Receives after which a message is dead; 0: it never is. */
  readonly maxReceiveCount: number;
  /** Probability that a message is one that no pattern takes. */
  readonly unwanted: number;
  /** Times that a worker is disabled for a while. */
  readonly updates: number;
  /** Messages that a worker may hold by a shared budget; 0: there is none. */
  readonly budgetRecords: number;
  readonly extendable: boolean;
  /** Leases that a message can be held at most. */
  readonly holdLeases: number;
  /** Workers that are closed and started anew. */
  readonly restarts: number;
  readonly drainSeconds: number;
  /** Receives that are given up take messages out of sight. */
  readonly swallows: boolean;
}

export function drawSwarm(chance: Random): SwarmOptions {
  const integer = (least: number, most: number): number =>
    least + Math.floor(chance.next() * (most - least + 1));
  // Half of the runs lack each kind of trouble: a fault that is always there hides others.
  const sometimes = (most: number): number => (chance.next() < 0.5 ? 0 : chance.next() * most);
  const ordered = chance.next() < 0.5;
  const wide = !ordered && chance.next() < 0.5;
  const drawn = {
    messages: integer(40, 200),
    sendingMs: integer(0, 30_000),
    ordered,
    groups: integer(1, 8),
    workers: integer(1, 3),
    kills: chance.next() < 0.5 ? 0 : integer(1, 3),
    pauses: chance.next() < 0.5 ? 0 : integer(1, 3),
    failures: sometimes(0.2),
    throws: sometimes(0.1),
    hangs: sometimes(0.02),
    malformed: sometimes(0.05),
    throttles: sometimes(0.1),
    faults: sometimes(0.15),
    duplicates: ordered ? 0 : sometimes(0.02),
    batchSize: wide ? integer(11, 40) : integer(1, 10),
    windowSeconds: wide ? integer(1, 3) : 0,
    concurrency: integer(2, 6),
    timeoutSeconds: integer(2, 20),
    visibilityMs: integer(5, 60) * 1_000,
    latencyMs: integer(0, 50),
    laneRetries: ordered ? integer(0, 2) : 0,
    restarts: chance.next() < 0.5 ? 0 : integer(1, 3),
    drainSeconds: integer(0, 60),
    slows: sometimes(0.05),
    swallows: chance.next() < 0.5,
    maxReceiveCount: chance.next() < 0.7 ? 0 : integer(2, 8),
    unwanted: chance.next() < 0.7 ? 0 : chance.next() * 0.3,
    updates: chance.next() < 0.7 ? 0 : integer(1, 3),
    budgetRecords: chance.next() < 0.7 ? 0 : integer(1, 20),
    extendable: chance.next() < 0.8,
    holdLeases: chance.next() < 0.7 ? 1_000 : integer(1, 4),
  };
  // An update that is out of time leaves handlers behind, beside those of its successor.
  return drawn.updates === 0 ? drawn : { ...drawn, drainSeconds: 120 };
}

/** True when nothing may be handled twice. */
export function isFaultless(options: SwarmOptions): boolean {
  return options.kills + options.pauses + options.faults + options.duplicates === 0;
}
