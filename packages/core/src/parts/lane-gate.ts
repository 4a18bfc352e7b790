/** What the gate reads of a record. */
export interface Laned {
  readonly lane?: string;
}

/**
 * Keeps at most one batch in flight per lane, where a batch may hold several lanes (FIFO message
 * groups). Records whose lane is busy wait here, in order, and come out when it is free.
 */
export class LaneGate<Entry extends Laned> {
  /** Busy lanes, each with the records that wait for it, one list per batch they came in. */
  readonly #busy = new Map<string, Entry[][]>();

  /** Takes the lanes of these records. @returns the records that may go now; the others wait. */
  enter(entries: readonly Entry[]): readonly Entry[] {
    const blocked = new Map<string, Entry[]>();
    const free: Entry[] = [];
    const taken = new Set<string>();
    for (const entry of entries) {
      const { lane } = entry;
      if (lane === undefined || taken.has(lane) || !this.#busy.has(lane)) {
        if (lane !== undefined && !taken.has(lane)) {
          taken.add(lane);
          this.#busy.set(lane, []);
        }
        free.push(entry);
      } else {
        const waiting = blocked.get(lane);
        if (waiting === undefined) blocked.set(lane, [entry]);
        else waiting.push(entry);
      }
    }
    for (const [lane, waiting] of blocked) this.#busy.get(lane)?.push(waiting);
    return free;
  }

  /**
   * Frees the lanes of these records.
   * @returns what may go now: for each lane the batch that waited longest. It holds its lane already.
   */
  leave(entries: readonly Entry[]): readonly (readonly Entry[])[] {
    const next: (readonly Entry[])[] = [];
    for (const lane of new Set(entries.map((entry) => entry.lane))) {
      if (lane === undefined) continue;
      const waiting = this.#busy.get(lane)?.shift();
      if (waiting === undefined) this.#busy.delete(lane);
      else next.push(waiting);
    }
    return next;
  }

  /** Takes out everything that waits, in order of each lane. */
  drain(): Entry[] {
    const entries: Entry[] = [];
    for (const waiting of this.#busy.values()) {
      entries.push(...waiting.flat());
      waiting.length = 0;
    }
    return entries;
  }
}
