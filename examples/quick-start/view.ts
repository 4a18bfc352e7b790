import type { Mapping } from "@millrace/core";

/** What has happened so far. */
export interface Counts {
  received: number;
  handled: number;
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
      this.counts.retried += failedIds.length;
      if (handled.length > 0)
        this.say(`${time()}  handled  ${this.#names(handled)}  in ${Math.round(tookMs)} ms`);
      if (failedIds.length > 0)
        this.say(`${time()}  failed   ${this.#names(failedIds)}, to be tried again`);
    });
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
