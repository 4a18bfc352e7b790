/** A record in the order of its shard, and whether it is done. */
export interface Progress {
  readonly position: string;
  readonly bytes: number;
  done: boolean;
}

/**
 * How far a shard is done without a hole, while its records finish in any order. The position that may be
 * saved is that of the last record such that it and all before it are done: the highest one that is
 * done would lose what is behind a slow lane.
 */
export class LowWaterMark {
  readonly #open: Progress[] = [];
  #head = 0;
  #bytes = 0;
  #position: string | undefined;

  /** Records from the first unfinished one on, finished ones among them. */
  get size(): number {
    return this.#open.length - this.#head;
  }

  /** Bytes of those records. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What may be saved; undefined while nothing is done. Never goes back. */
  get position(): string | undefined {
    return this.#position;
  }

  /** Takes the next record of the shard. */
  add(position: string, bytes: number): Progress {
    const progress = { position, bytes, done: false };
    this.#open.push(progress);
    this.#bytes += bytes;
    return progress;
  }

  /** Marks records as done. @returns true when the position has moved. */
  finish(finished: readonly Progress[]): boolean {
    for (const progress of finished) progress.done = true;
    const before = this.#head;
    for (let next = this.#open[this.#head]; next?.done === true; next = this.#open[this.#head]) {
      this.#position = next.position;
      this.#bytes -= next.bytes;
      this.#head += 1;
    }
    const moved = this.#head > before;
    // Cut off in chunks: shifting one by one would cost the length of the window each time.
    if (this.#head > 1024 || this.#head === this.#open.length) {
      this.#open.splice(0, this.#head);
      this.#head = 0;
    }
    return moved;
  }
}
