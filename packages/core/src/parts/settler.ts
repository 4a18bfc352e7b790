import type { Context } from "@opentelemetry/api";

import type { QueueSource, SettleAction, SettleResult } from "../contracts/queue-source.ts";
import type { HeldDeliveries } from "./held-deliveries.ts";
import { beatsOf, type HeldDelivery } from "./held-delivery.ts";
import type { Tracing } from "./tracing.ts";

export interface SettlerOptions<Item> {
  readonly source: QueueSource<Item>;
  readonly held: HeldDeliveries<Item>;
  readonly tracing: Tracing;
  /** Names of the settle spans. */
  readonly operations: Readonly<Record<SettleAction, string>>;
  readonly onSettled: (
    action: SettleAction,
    ids: readonly string[],
    results: readonly SettleResult[],
  ) => void;
  readonly onLost: (held: HeldDelivery<Item>) => void;
}

/** Copies of one message that may come while it is being settled before we stop chasing them. */
const maximumChases = 3;

/** Tells the source what became of messages, and lets them go once it has answered. */
export class Settler<Item> {
  readonly #options: SettlerOptions<Item>;

  constructor(options: SettlerOptions<Item>) {
    this.#options = options;
  }

  /**
   * Settles and drops the entries. Does not throw: what the queue did not confirm comes back by itself
   * when its lease ends.
   * @param parent context of the process span, for those that were handled.
   */
  async settle(
    entries: readonly HeldDelivery<Item>[],
    action: SettleAction,
    parent?: Context,
  ): Promise<void> {
    if (entries.length === 0) return;
    for (const entry of entries) entry.phase = "settling";
    // An extension that is on its way would overwrite the delay of a retry with a whole lease.
    await beatsOf(entries);
    let rest: HeldDelivery<Item>[] = [];
    const untold: HeldDelivery<Item>[] = [];
    for (const entry of entries) {
      if (this.#worthTelling(entry, action)) rest.push(entry);
      else untold.push(entry);
    }
    this.#letGo(untold, action);
    for (let chase = 0; rest.length > 0 && chase <= maximumChases; chase += 1) {
      rest = await this.#tell(rest, action, parent);
    }
    this.#letGo(rest, action);
  }

  /**
   * What waits here behind a message that is handed back came before the queue had it again: handling it
   * now would overtake that message.
   */
  #letGo(entries: readonly HeldDelivery<Item>[], action: SettleAction): void {
    const { held } = this.#options;
    if (action !== "acknowledge") {
      for (const lane of new Set(entries.map((entry) => entry.lane))) {
        if (lane !== undefined) held.cutLane(lane);
      }
    }
    for (const entry of entries) held.drop(entry);
  }

  /**
   * Lets go of what is settled, in the moment it is known: a copy that comes later is a message of its
   * own, and would be dropped with an entry that waits for the others here.
   * @returns the entries of which a newer copy came meanwhile: it has its own receipt.
   */
  async #tell(
    entries: readonly HeldDelivery<Item>[],
    action: SettleAction,
    parent: Context | undefined,
  ): Promise<HeldDelivery<Item>[]> {
    const { source, tracing, operations, onSettled, onLost } = this.#options;
    const told = entries.map((entry) => entry.delivery);
    const results = await tracing.settle(operations[action], entries.length, parent, () =>
      source.settle(told.map((delivery) => ({ delivery, action }))),
    );
    onSettled(
      action,
      entries.map((entry) => entry.id),
      results,
    );
    const renewed: HeldDelivery<Item>[] = [];
    const done: HeldDelivery<Item>[] = [];
    for (const [index, entry] of entries.entries()) {
      if (entry.delivery !== told[index]) {
        renewed.push(entry);
        continue;
      }
      if (results[index] === "lost" && !entry.lost) {
        entry.loseLease();
        onLost(entry);
      }
      done.push(entry);
    }
    this.#letGo(done, action);
    return renewed;
  }

  /**
   * A lost message of a standard queue is still acknowledged: where it works, it removes a duplicate.
   * In an ordered queue the receipt is void, and the message belongs to whoever has it now.
   */
  #worthTelling(entry: HeldDelivery<Item>, action: SettleAction): boolean {
    return !entry.lost || (action === "acknowledge" && !this.#options.source.capabilities.ordered);
  }
}
