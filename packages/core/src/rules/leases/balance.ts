import type { Random } from "../../base/random.ts";
import type { ShardRow } from "../../contracts/checkpoint-store.ts";

/** What one worker knows when it decides what to take. */
export interface BalanceInput {
  readonly worker: string;
  /** Rows that may be read: not at their end, parents settled. */
  readonly runnable: readonly ShardRow[];
  /** Rows this process holds, lost ones that it has not released yet among them. */
  readonly held: ReadonlySet<string>;
  /** No sign of life for a lease. */
  readonly expired: (row: ShardRow) => boolean;
  /** No sign of life for three: taken whatever the balance says. */
  readonly abandoned: (row: ShardRow) => boolean;
  /** Its owner has had it long enough to be asked for it. */
  readonly askable: (row: ShardRow) => boolean;
  readonly random: Random;
}

export interface BalancePlan {
  readonly claim: readonly ShardRow[];
  /** A row to ask its owner for. */
  readonly ask?: ShardRow;
}

/**
 * Who should have what, decided by each worker alone: everybody is to have about as many shards as
 * everybody else. Free rows are taken up to that number; when none is free, the richest worker is
 * asked for one, if it has at least two more.
 */
export function planBalance(input: BalanceInput): BalancePlan {
  const { worker, runnable, held, expired, abandoned, random } = input;
  const owners = countOwners(input);
  const target = Math.ceil(runnable.length / Math.max(1, owners.size));
  const mine = runnable.filter((row) => held.has(row.id)).length;
  const given = runnable.filter((row) => row.owner === worker && !held.has(row.id));
  // A lost shard whose handler still runs here is not free for us: two batches of it would run at once.
  const free = runnable.filter(
    (row) =>
      !held.has(row.id) && (row.owner === undefined || (row.owner !== worker && expired(row))),
  );
  const urgent = free.filter((row) => row.owner !== undefined && abandoned(row));
  const others = shuffle(
    free.filter((row) => !urgent.includes(row)),
    random,
  );
  const room = Math.max(0, target - mine - given.length - urgent.length);
  const claim = [...given, ...urgent, ...others.slice(0, room)];
  if (claim.length > 0 || mine >= target) return { claim };
  const ask = findAskable(input, owners, mine);
  return ask === undefined ? { claim } : { claim, ask };
}

/** Live owners and how many runnable rows each has; this worker among them, also with none. */
function countOwners({ worker, runnable, held, expired }: BalanceInput): Map<string, number> {
  const owners = new Map<string, number>([[worker, 0]]);
  for (const row of runnable) {
    if (row.owner === undefined) continue;
    if (row.owner !== worker && expired(row)) continue;
    if (row.owner === worker && !held.has(row.id)) continue;
    owners.set(row.owner, (owners.get(row.owner) ?? 0) + 1);
  }
  return owners;
}

function findAskable(
  { worker, runnable, expired, askable, random }: BalanceInput,
  owners: ReadonlyMap<string, number>,
  mine: number,
): ShardRow | undefined {
  // One question at a time: whoever waits for an answer does not ask again.
  if (runnable.some((row) => row.heir === worker && !expired(row))) return undefined;
  const [richest, count] = [...owners]
    .filter(([owner]) => owner !== worker)
    .reduce<readonly [string | undefined, number]>(
      (most, [owner, rows]) => (rows > most[1] ? [owner, rows] : most),
      [undefined, 0],
    );
  if (richest === undefined || count < mine + 2) return undefined;
  const candidates = runnable.filter(
    (row) => row.owner === richest && row.heir === undefined && askable(row),
  );
  return shuffle(candidates, random)[0];
}

function shuffle<Value>(values: readonly Value[], random: Random): Value[] {
  return values
    .map((value) => ({ value, order: random.next() }))
    .sort((left, right) => left.order - right.order)
    .map(({ value }) => value);
}
