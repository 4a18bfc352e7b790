import type { Clock, Random } from "@millrace/core/connector";

export interface SimulatedQueueOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Message groups are handed out in order, one batch of a group at a time. Default false. */
  readonly ordered?: boolean;
  /** Milliseconds that a received message stays invisible when a receive asks for nothing else. Default 30,000. */
  readonly visibilityMs?: number;
  /** Receives after which a message goes to `deadLetters` instead. Default: no limit. */
  readonly maxReceiveCount?: number;
  /** Probability that a standard queue hands out a message that is in flight once more. Default 0. */
  readonly duplicates?: number;
}

export interface SimulatedMessage {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  /** Position in the queue. */
  readonly sequence: number;
  readonly sentAtMs: number;
}

/** A message as one receive hands it out. */
export interface ReceivedMessage extends SimulatedMessage {
  /** Settles this copy; void once the message was handed out again. */
  readonly receipt: string;
  readonly receiveCount: number;
}

interface Stored extends SimulatedMessage {
  receiveCount: number;
  visibleAtMs: number;
  receipt: string;
}

/**
 * A queue service, as strict as the real one where it matters: leases by time, receipts that grow void,
 * groups that wait for all of their messages in flight, redelivery in any order, dead letters.
 */
export class SimulatedQueue {
  readonly #options: Required<Omit<SimulatedQueueOptions, "maxReceiveCount">>;
  readonly #maxReceiveCount: number;
  readonly #messages = new Map<string, Stored>();
  readonly #byReceipt = new Map<string, Stored>();
  readonly #waiting = new Set<() => void>();
  readonly deadLetters: SimulatedMessage[] = [];
  #sequence = 0;
  #receipts = 0;

  constructor(options: SimulatedQueueOptions) {
    const { ordered = false, visibilityMs = 30_000, duplicates = 0 } = options;
    this.#options = { ...options, ordered, visibilityMs, duplicates };
    this.#maxReceiveCount = options.maxReceiveCount ?? Number.POSITIVE_INFINITY;
  }

  get ordered(): boolean {
    return this.#options.ordered;
  }

  get visibilityMs(): number {
    return this.#options.visibilityMs;
  }

  /** @returns the message's id. */
  send(body: string, group?: string): string {
    this.#sequence += 1;
    const id = `m-${this.#sequence}`;
    const sentAtMs = this.#options.clock.wallTimeMs();
    const stored = {
      id,
      body,
      group,
      sequence: this.#sequence,
      sentAtMs,
      receiveCount: 0,
      visibleAtMs: 0,
      receipt: "",
    };
    this.#messages.set(id, stored);
    this.#wake();
    return id;
  }

  get visible(): number {
    return this.#count((message) => this.#isVisible(message));
  }

  get inFlight(): number {
    return this.#count((message) => !this.#isVisible(message));
  }

  /** Messages that are neither deleted nor dead-lettered. */
  get size(): number {
    return this.#messages.size;
  }

  /** What can be handed out now, at most `maximum`; their leases last `leaseMs`. */
  receive(maximum: number, leaseMs: number = this.#options.visibilityMs): ReceivedMessage[] {
    const received: ReceivedMessage[] = [];
    for (const message of this.#deliverable()) {
      if (received.length === maximum) break;
      if (message.receiveCount >= this.#maxReceiveCount) {
        this.#remove(message);
        this.deadLetters.push(message);
        continue;
      }
      received.push(this.#handOut(message, leaseMs));
    }
    return received;
  }

  /** @returns false when the receipt is void: nothing was deleted. */
  delete(receipt: string): boolean {
    const message = this.#current(receipt);
    if (message === undefined) return false;
    this.#remove(message);
    this.#wake();
    return true;
  }

  /** Makes a message visible after so long, 0: now. @returns false when the receipt is void or the lease over. */
  changeVisibility(receipt: string, delayMs: number): boolean {
    const message = this.#current(receipt);
    if (message === undefined || this.#isVisible(message)) return false;
    message.visibleAtMs = this.#options.clock.now() + delayMs;
    if (delayMs === 0) this.#wake();
    return true;
  }

  /** Resolves when something may be there to receive, or after `waitMs`, or when the signal aborts. */
  changed(waitMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const nowMs = clock.now();
    const next = [...this.#messages.values()].reduce(
      (soonest, { visibleAtMs }) =>
        visibleAtMs > nowMs ? Math.min(soonest, visibleAtMs - nowMs) : soonest,
      waitMs,
    );
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = clock.setTimer(Math.min(next, waitMs), done);
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  #deliverable(): Stored[] {
    const { ordered, random, duplicates } = this.#options;
    const all = [...this.#messages.values()];
    if (ordered) {
      const blocked = new Set(
        all.filter((each) => !this.#isVisible(each)).map((each) => each.group),
      );
      return all
        .filter((each) => !blocked.has(each.group))
        .sort((left, right) => left.sequence - right.sequence);
    }
    const ready = all.filter(
      (each) => this.#isVisible(each) || (duplicates > 0 && random.next() < duplicates),
    );
    return ready
      .map((message) => ({ message, order: random.next() }))
      .sort((left, right) => left.order - right.order)
      .map(({ message }) => message);
  }

  #handOut(message: Stored, leaseMs: number): ReceivedMessage {
    this.#receipts += 1;
    message.receiveCount += 1;
    message.visibleAtMs = this.#options.clock.now() + leaseMs;
    message.receipt = `r-${this.#receipts}`;
    this.#byReceipt.set(message.receipt, message);
    const { id, body, group, sequence, sentAtMs, receipt, receiveCount } = message;
    return { id, body, group, sequence, sentAtMs, receipt, receiveCount };
  }

  #current(receipt: string): Stored | undefined {
    const message = this.#byReceipt.get(receipt);
    return message !== undefined && message.receipt === receipt && this.#messages.has(message.id)
      ? message
      : undefined;
  }

  #remove(message: Stored): void {
    this.#messages.delete(message.id);
    this.#byReceipt.delete(message.receipt);
  }

  #isVisible(message: Stored): boolean {
    return message.visibleAtMs <= this.#options.clock.now();
  }

  #count(condition: (message: Stored) => boolean): number {
    return [...this.#messages.values()].filter(condition).length;
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}
