import { DeadlineWheel } from "./deadline-wheel.ts";
import { createTemplateBodies, type MessageBody } from "./message-body.ts";
import { parseReceiptHandle } from "./receipt-handle.ts";
import { WaiterLine } from "./waiter-line.ts";

export interface BenchMessage {
  readonly index: number;
  readonly body: MessageBody;
  readonly sentAtMs: number;
  firstReceivedAtMs: number;
  receiveCount: number;
  inFlight: boolean;
}

export interface ReceiveRequest {
  readonly maxMessages: number;
  readonly waitMs: number;
  readonly visibilityMs: number;
  /** Called once, with an empty list when the wait is over. */
  readonly deliver: (messages: readonly BenchMessage[]) => void;
}

export interface QueueCounts {
  readonly sent: number;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Receives of single messages; more than once for a message that came back. */
  readonly delivered: number;
  readonly deleted: number;
  /** Deliveries beyond the first of a message: above 0 when an acknowledgement was lost or came late. */
  readonly redelivered: number;
  /** Deletes that removed nothing: of a message already gone, or with the handle of an earlier receive. */
  readonly staleDeletes: number;
}

export type HandleVerdict = "done" | "invalid" | "not-in-flight";

/**
 * One standard queue in memory. A fill is a number until its messages are received, so a backlog of millions costs
 * nothing.
 */
export class BenchQueue {
  readonly #templates = createTemplateBodies();
  readonly #messages = new Map<number, BenchMessage>();
  readonly #returned: BenchMessage[] = [];
  readonly #waiters = new WaiterLine<ReceiveRequest>();
  readonly #leases: DeadlineWheel<BenchMessage>;
  readonly #delays: DeadlineWheel<BenchMessage>;
  readonly #now: () => number;
  #backlog = 0;
  #sent = 0;
  #delivered = 0;
  #deleted = 0;
  #redelivered = 0;
  #staleDeletes = 0;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
    this.#leases = new DeadlineWheel(now());
    this.#delays = new DeadlineWheel(now());
  }

  fill(count: number): void {
    this.#backlog += count;
    this.#wakeWaiters();
  }

  send(body: MessageBody, delayMs: number): number {
    const message = this.#createMessage(body);
    if (delayMs > 0) this.#delays.add(message, this.#now() + delayMs);
    else this.#returned.push(message);
    this.#wakeWaiters();
    return message.index;
  }

  /** Answers at once when anything is visible or nothing is waited for. Returns what makes the wait end unanswered. */
  receive(request: ReceiveRequest): () => void {
    if (this.#visible > 0 || request.waitMs === 0) {
      request.deliver(this.#take(request));
      return () => undefined;
    }
    return this.#waiters.join(request, request.waitMs, () => request.deliver([]));
  }

  delete(receiptHandle: unknown): HandleVerdict {
    const handle = parseReceiptHandle(receiptHandle);
    if (handle === undefined) return "invalid";
    const message = this.#messages.get(handle.messageIndex);
    if (message === undefined || message.receiveCount !== handle.epoch || !message.inFlight) {
      this.#staleDeletes += 1;
      return "done";
    }
    this.#leases.remove(message);
    this.#messages.delete(message.index);
    this.#deleted += 1;
    return "done";
  }

  changeVisibility(receiptHandle: unknown, visibilityMs: number): HandleVerdict {
    const handle = parseReceiptHandle(receiptHandle);
    if (handle === undefined) return "invalid";
    const message = this.#messages.get(handle.messageIndex);
    if (message === undefined || message.receiveCount !== handle.epoch || !message.inFlight)
      return "not-in-flight";
    if (visibilityMs > 0) {
      this.#leases.add(message, this.#now() + visibilityMs);
    } else {
      this.#leases.remove(message);
      this.#makeVisible([message]);
    }
    return "done";
  }

  /** Makes visible again what nobody settled in time. The server calls it every few milliseconds. */
  expire(): void {
    this.#makeVisible(this.#leases.takeDue(this.#now()));
    this.#makeVisible(this.#delays.takeDue(this.#now()));
  }

  counts(): QueueCounts {
    return {
      sent: this.#sent + this.#backlog,
      visible: this.#visible,
      inFlight: this.#leases.size,
      delayed: this.#delays.size,
      delivered: this.#delivered,
      deleted: this.#deleted,
      redelivered: this.#redelivered,
      staleDeletes: this.#staleDeletes,
    };
  }

  get #visible(): number {
    return this.#returned.length + this.#backlog;
  }

  #createMessage(body: MessageBody): BenchMessage {
    const index = this.#sent;
    this.#sent += 1;
    const message = {
      index,
      body,
      sentAtMs: this.#now(),
      firstReceivedAtMs: 0,
      receiveCount: 0,
      inFlight: false,
    };
    this.#messages.set(index, message);
    return message;
  }

  #makeVisible(messages: readonly BenchMessage[]): void {
    if (messages.length === 0) return;
    for (const message of messages) {
      message.inFlight = false;
      this.#returned.push(message);
    }
    this.#wakeWaiters();
  }

  #wakeWaiters(): void {
    while (this.#visible > 0) {
      const waiter = this.#waiters.shift();
      if (waiter === undefined) return;
      waiter.deliver(this.#take(waiter));
    }
  }

  #take(request: ReceiveRequest): readonly BenchMessage[] {
    const nowMs = this.#now();
    const messages: BenchMessage[] = [];
    while (messages.length < request.maxMessages) {
      const message = this.#takeOne();
      if (message === undefined) break;
      if (message.receiveCount === 0) message.firstReceivedAtMs = nowMs;
      else this.#redelivered += 1;
      message.receiveCount += 1;
      message.inFlight = true;
      this.#delivered += 1;
      this.#leases.add(message, nowMs + request.visibilityMs);
      messages.push(message);
    }
    return messages;
  }

  #takeOne(): BenchMessage | undefined {
    const returned = this.#returned.shift();
    if (returned !== undefined) return returned;
    if (this.#backlog === 0) return undefined;
    this.#backlog -= 1;
    const template = this.#templates[this.#sent % this.#templates.length];
    return template === undefined ? undefined : this.#createMessage(template);
  }
}
