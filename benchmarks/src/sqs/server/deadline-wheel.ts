const bucketMs = 50;

/**
 * Items by the moment they fall due, to 50 ms. Adding and removing is O(1): at 50,000 messages a second nearly all are
 * removed long before they fall due.
 */
export class DeadlineWheel<Item extends object> {
  readonly #buckets = new Map<number, Set<Item>>();
  readonly #bucketOf = new Map<Item, number>();
  #nextBucket: number;

  constructor(nowMs: number) {
    this.#nextBucket = Math.floor(nowMs / bucketMs);
  }

  get size(): number {
    return this.#bucketOf.size;
  }

  /** Never early, at most one bucket late. An item that was already there moves. */
  add(item: Item, dueMs: number): void {
    this.remove(item);
    const bucket = Math.max(Math.ceil(dueMs / bucketMs), this.#nextBucket);
    const items = this.#buckets.get(bucket);
    if (items === undefined) this.#buckets.set(bucket, new Set([item]));
    else items.add(item);
    this.#bucketOf.set(item, bucket);
  }

  remove(item: Item): void {
    const bucket = this.#bucketOf.get(item);
    if (bucket === undefined) return;
    this.#bucketOf.delete(item);
    const items = this.#buckets.get(bucket);
    items?.delete(item);
    if (items?.size === 0) this.#buckets.delete(bucket);
  }

  takeDue(nowMs: number): readonly Item[] {
    const due: Item[] = [];
    const lastBucket = Math.floor(nowMs / bucketMs);
    for (; this.#nextBucket <= lastBucket; this.#nextBucket += 1) {
      const items = this.#buckets.get(this.#nextBucket);
      if (items === undefined) continue;
      this.#buckets.delete(this.#nextBucket);
      for (const item of items) {
        this.#bucketOf.delete(item);
        due.push(item);
      }
    }
    return due;
  }
}
