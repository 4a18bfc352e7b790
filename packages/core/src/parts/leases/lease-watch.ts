import type { Clock } from "../../base/clock.ts";
import type { ShardRow } from "../../contracts/checkpoint-store.ts";

interface Sighting {
  readonly version: number;
  readonly owner: string | undefined;
  /** When this version was seen first, by the monotonic clock of this process. */
  readonly sinceMs: number;
  /** When this owner was seen first. */
  readonly ownedSinceMs: number;
}

/**
 * Tells which owners live, without trusting anybody's clock: a row whose version has not changed for a
 * lease of this process's own time is free. The first sight of a row counts as a change, so the observer
 * starts to count no earlier than the owner's last write.
 */
export class LeaseWatch {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Sighting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks at all rows of the scope. */
  observe(rows: readonly ShardRow[]): void {
    const nowMs = this.#clock.now();
    const present = new Set(rows.map((row) => row.id));
    for (const id of this.#seen.keys()) if (!present.has(id)) this.#seen.delete(id);
    for (const row of rows) {
      const before = this.#seen.get(row.id);
      if (before?.version === row.version && before.owner === row.owner) continue;
      const ownedSinceMs = before?.owner === row.owner ? before?.ownedSinceMs : undefined;
      this.#seen.set(row.id, {
        version: row.version,
        owner: row.owner,
        sinceMs: nowMs,
        ownedSinceMs: ownedSinceMs ?? nowMs,
      });
    }
  }

  /** Milliseconds without a sign of life; 0 for a row that was never observed. */
  silentMs(row: ShardRow): number {
    const seen = this.#seen.get(row.id);
    return seen === undefined ? 0 : this.#clock.now() - seen.sinceMs;
  }

  /** Milliseconds since this owner was first seen. */
  ownedMs(row: ShardRow): number {
    const seen = this.#seen.get(row.id);
    return seen === undefined ? 0 : this.#clock.now() - seen.ownedSinceMs;
  }
}
