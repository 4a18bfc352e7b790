import type { Delivery } from "../model/delivery.ts";
import type { Credits } from "./credits.ts";
import { HeldDelivery } from "./held-delivery.ts";

/** Every message in hand, by id: the guard against handling two copies of one message at a time. */
export class HeldDeliveries<Item> {
  readonly #byId = new Map<string, HeldDelivery<Item>>();
  readonly #byLane = new Map<string, Set<HeldDelivery<Item>>>();
  readonly #credits: Credits;
  readonly #onDuplicate: (id: string) => void;

  constructor(credits: Credits, onDuplicate: (id: string) => void) {
    this.#credits = credits;
    this.#onDuplicate = onDuplicate;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Messages that wait for a batch or a slot. */
  get buffered(): number {
    let buffered = 0;
    for (const held of this.#byId.values()) if (held.phase === "buffered") buffered += 1;
    return buffered;
  }

  /** In the order in which they came. */
  values(): IterableIterator<HeldDelivery<Item>> {
    return this.#byId.values();
  }

  /**
   * Takes deliveries in hand and pays for them with the `reserved` credits.
   * @returns those that are not in hand already.
   */
  take(
    deliveries: readonly Delivery<Item>[],
    reserved: number,
    nowMs: number,
  ): HeldDelivery<Item>[] {
    const fresh: HeldDelivery<Item>[] = [];
    for (const delivery of deliveries) {
      const held = this.#byId.get(delivery.id);
      if (held !== undefined) {
        // Two receives may come back in the other order: the receipt of the older copy is void.
        if (delivery.deliveryCount >= held.delivery.deliveryCount)
          held.replaceDelivery(delivery, nowMs);
        this.#onDuplicate(delivery.id);
        continue;
      }
      const entry = new HeldDelivery(delivery, nowMs);
      this.#byId.set(delivery.id, entry);
      this.#enterLane(entry);
      fresh.push(entry);
    }
    this.#credits.convert(
      reserved,
      fresh.map((held) => held.bytes),
    );
    return fresh;
  }

  /** Nothing of this lane that waits here may be handled any more: its order is no longer sure. */
  cutLane(lane: string): void {
    for (const held of this.#byLane.get(lane) ?? []) {
      if (held.phase === "buffered") held.cut = true;
    }
  }

  /** The message is settled or out of our hands: forgets it and gives its credits back. */
  drop(held: HeldDelivery<Item>): void {
    if (this.#byId.get(held.id) !== held) return;
    this.#byId.delete(held.id);
    this.#leaveLane(held);
    this.#credits.release(held.bytes);
  }

  #enterLane(held: HeldDelivery<Item>): void {
    if (held.lane === undefined) return;
    const lane = this.#byLane.get(held.lane);
    if (lane === undefined) this.#byLane.set(held.lane, new Set([held]));
    else lane.add(held);
  }

  #leaveLane(held: HeldDelivery<Item>): void {
    if (held.lane === undefined) return;
    const lane = this.#byLane.get(held.lane);
    lane?.delete(held);
    if (lane?.size === 0) this.#byLane.delete(held.lane);
  }
}
