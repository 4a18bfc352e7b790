import type { Mapping } from "@millrace/core";

import { maximumReceives } from "./create-queues.ts";

/** What has happened so far. */
export interface Counts {
  received: number;
  handled: number;
  /** Tries of messages that had failed before. */
  retried: number;
  deadLettered: number;
}

const plainEveryMs = 5_000;
const redrawEveryMs = 250;
const clearLine = "\r\u001B[2K";

/**
 * Shows a mapping at work: a line per batch, and the totals; on a terminal these stay at the bottom,
 * elsewhere they come every few seconds.
 */
export class View {
  readonly counts: Counts = { received: 0, handled: 0, retried: 0, deadLettered: 0 };
  readonly #output: NodeJS.WriteStream;
  readonly #nameOf: (messageId: string) => string;
  readonly #timer: NodeJS.Timeout;
  /** Failed tries of messages that are not done with, by their id. */
  readonly #failures = new Map<string, number>();
  #mapping: Mapping | undefined;
  #lastTotals = "";

  constructor(output: NodeJS.WriteStream, nameOf: (messageId: string) => string) {
    this.#output = output;
    this.#nameOf = nameOf;
    this.#timer = setInterval(
      () => this.#showTotals(),
      output.isTTY ? redrawEveryMs : plainEveryMs,
    );
  }

  /** A line of its own, above the totals. */
  say(text: string): void {
    this.#output.write(`${this.#output.isTTY ? clearLine : ""}${text}\n`);
    if (this.#output.isTTY) this.#output.write(this.#totals());
  }

  follow(mapping: Mapping): void {
    this.#mapping = mapping;
    mapping.on("received", ({ ids }) => {
      this.counts.received += ids.length;
    });
    mapping.on("invoked", ({ ids, failedIds, tookMs }) => {
      const handled = ids.filter((id) => !failedIds.includes(id));
      this.counts.handled += handled.length;
      this.counts.retried += ids.filter((id) => this.#failures.has(id)).length;
      for (const id of handled) this.#failures.delete(id);
      if (handled.length > 0)
        this.say(`${time()}  handled  ${this.#names(handled)}  in ${Math.round(tookMs)} ms`);
      for (const id of failedIds) this.#sayFailed(id);
    });
  }

  #sayFailed(id: string): void {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    const isLast = failures === maximumReceives;
    if (isLast) this.#failures.delete(id);
    else this.#failures.set(id, failures);
    const next = isLast ? "goes to the dead-letter queue" : "will be tried again";
    this.say(
      `${time()}  failed   ${this.#nameOf(id)}  ${failures} of ${maximumReceives} times, ${next}`,
    );
  }

  deadLettered(total: number): void {
    if (total === this.counts.deadLettered) return;
    this.counts.deadLettered = total;
    this.say(`${time()}  dead-lettered: ${total} so far`);
  }

  /** Shows the totals for the last time. */
  end(): void {
    clearInterval(this.#timer);
    this.#output.write(`${this.#output.isTTY ? clearLine : ""}${this.#totals()}\n`);
  }

  #showTotals(): void {
    const totals = this.#totals();
    if (this.#output.isTTY) this.#output.write(`${clearLine}${totals}`);
    else if (totals !== this.#lastTotals) this.#output.write(`${totals}\n`);
    this.#lastTotals = totals;
  }

  #totals(): string {
    const { received, handled, retried, deadLettered } = this.counts;
    const inFlight = this.#mapping?.status().inHand ?? 0;
    return `received ${received} | handled ${handled} | retried ${retried} | dead-lettered ${deadLettered} | in flight ${inFlight}`;
  }

  #names(ids: readonly string[]): string {
    return ids.map((id) => this.#nameOf(id)).join(", ");
  }
}

function time(): string {
  return new Date().toLocaleTimeString("en-GB");
}
