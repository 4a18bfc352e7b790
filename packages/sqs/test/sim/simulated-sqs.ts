import type { Timer } from "@millrace/core/connector";

import type {
  DeleteEntry,
  EntryResult,
  Message,
  QueueClient,
  ReceiveRequest,
  VisibilityEntry,
} from "../../src/queue-client.ts";
import { type StoredMessage, toWire } from "./stored-message.ts";
import type { VirtualClock } from "@millrace/testkit";

export type SimulatedCall =
  | { readonly action: "receive"; readonly request: ReceiveRequest }
  | { readonly action: "delete"; readonly entries: readonly DeleteEntry[] }
  | { readonly action: "visibility"; readonly entries: readonly VisibilityEntry[] };

/** What a script does to a call: `fail` before it is applied, `lose` after; `results` replaces the answer. */
export type Fault =
  | { readonly fail: Error }
  | { readonly lose: true }
  | { readonly results: readonly EntryResult[] }
  | { readonly messages: readonly Message[] };

export interface SimulatedSqsOptions {
  readonly clock: VirtualClock;
  readonly fifo?: boolean;
  readonly visibilityTimeoutSeconds?: number;
  /** Absent: no dead-letter queue. */
  readonly maxReceiveCount?: number;
  /** From the request to its effect, and again to the answer. */
  readonly latencyMs?: number;
}

const longestHoldMs = 43_200_000;
const attemptValidMs = 300_000;
const marginMs = 5_000;
const done: EntryResult = { type: "done" };
const fault = (code: string): EntryResult => ({ type: "failed", code, senderFault: true });

/**
 * SQS behind the port, strict where emulators are not: FIFO receives bring several messages of a group,
 * a group is blocked until all of it in flight is settled, expired handles are refused, extensions end
 * after 12 hours, a lost answer leaves its messages leased, attempt ids replay.
 */
export class SimulatedSqs implements QueueClient {
  readonly calls: (SimulatedCall & { readonly atMs: number })[] = [];
  readonly deadLetters: StoredMessage[] = [];
  /** Looks at each call, counted from 1 per action. */
  script: (call: SimulatedCall, number: number) => Fault | undefined = () => undefined;
  /** False while the queue is at its in-flight limit: long polls then come back empty, in silence. */
  handsOut = true;
  /** Receives that have not been answered. */
  outstanding = 0;
  mostOutstanding = 0;
  readonly #options: SimulatedSqsOptions;
  /** In the order of their sending. */
  readonly #stored = new Set<StoredMessage>();
  readonly #byHandle = new Map<string, StoredMessage>();
  #wake: Timer | undefined;
  #sequence = 0;
  #handles = 0;
  readonly #waiters = new Set<() => boolean>();
  readonly #attempts = new Map<
    string,
    { readonly handles: readonly string[]; readonly atMs: number }
  >();
  readonly #counts = new Map<string, number>();

  constructor(options: SimulatedSqsOptions) {
    this.#options = options;
  }

  get left(): readonly StoredMessage[] {
    return [...this.#stored];
  }

  /** @param bodies become ids too. */
  send(bodies: readonly string[], group?: string): void {
    for (const body of bodies) {
      this.#sequence += 1;
      this.#stored.add({
        id: body,
        body,
        group,
        sequence: this.#sequence,
        sentAtMs: this.#now,
        visibleAtMs: 0,
        receiveCount: 0,
        handle: undefined,
        receivedAtMs: 0,
      });
    }
    this.#serve();
  }

  /** The same message becomes visible although it is in flight: what a standard queue may do at any time. */
  duplicate(id: string): void {
    const stored = this.left.find((one) => one.id === id);
    if (stored !== undefined) stored.visibleAtMs = 0;
    this.#serve();
  }

  async receive(request: ReceiveRequest, signal: AbortSignal): Promise<readonly Message[]> {
    this.outstanding += 1;
    this.mostOutstanding = Math.max(this.mostOutstanding, this.outstanding);
    try {
      const script = await this.#begin({ action: "receive", request });
      if (script !== undefined && "messages" in script) return script.messages;
      const messages = await this.#longPoll(request, signal);
      await this.#end(script, request.waitTimeSeconds * 1000 + marginMs);
      return messages;
    } finally {
      this.outstanding -= 1;
    }
  }

  async deleteBatch(entries: readonly DeleteEntry[]): Promise<readonly EntryResult[]> {
    const script = await this.#begin({ action: "delete", entries });
    if (script !== undefined && "results" in script) return script.results;
    const results = entries.map(({ receiptHandle }) => this.#delete(receiptHandle));
    this.#serve();
    await this.#end(script, marginMs);
    return results;
  }

  async changeVisibilityBatch(
    entries: readonly VisibilityEntry[],
  ): Promise<readonly EntryResult[]> {
    const script = await this.#begin({ action: "visibility", entries });
    if (script !== undefined && "results" in script) return script.results;
    const results = entries.map((entry) => this.#change(entry));
    this.#serve();
    await this.#end(script, marginMs);
    return results;
  }

  close(): void {}

  get #now(): number {
    return this.#options.clock.now();
  }

  async #begin(call: SimulatedCall): Promise<Fault | undefined> {
    const { clock, latencyMs = 5 } = this.#options;
    this.calls.push({ ...call, atMs: this.#now });
    const number = (this.#counts.get(call.action) ?? 0) + 1;
    this.#counts.set(call.action, number);
    const script = this.script(call, number);
    await clock.sleep(latencyMs);
    if (script !== undefined && "fail" in script) throw script.fail;
    return script;
  }

  async #end(script: Fault | undefined, deadlineMs: number): Promise<void> {
    const { clock, latencyMs = 5 } = this.#options;
    if (script === undefined || !("lose" in script)) return clock.sleep(latencyMs);
    await clock.sleep(deadlineMs);
    throw Object.assign(new Error("no answer"), { name: "TimeoutError" });
  }

  async #longPoll(request: ReceiveRequest, signal: AbortSignal): Promise<readonly Message[]> {
    const { clock } = this.#options;
    let messages = this.#take(request);
    if (messages.length > 0 || request.waitTimeSeconds === 0) return messages;
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        timer.cancel();
        signal.removeEventListener("abort", onAbort);
        this.#waiters.delete(retry);
      };
      const onAbort = (): void => {
        finish();
        reject(signal.reason as Error);
      };
      const retry = (): boolean => {
        messages = this.#take(request);
        if (messages.length === 0) return false;
        finish();
        resolve(messages);
        return true;
      };
      const timer = clock.setTimer(request.waitTimeSeconds * 1000, () => {
        finish();
        resolve([]);
      });
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiters.add(retry);
      this.#serve();
    });
  }

  /** Wakes pending polls, now and when the next message becomes visible. */
  #serve(): void {
    for (const retry of this.#waiters) retry();
    if (this.#waiters.size === 0) return;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { visibleAtMs } of this.#stored)
      if (visibleAtMs > this.#now) nextMs = Math.min(nextMs, visibleAtMs);
    this.#wake?.cancel();
    this.#wake = undefined;
    if (nextMs < Number.POSITIVE_INFINITY)
      this.#wake = this.#options.clock.setTimer(nextMs - this.#now, () => this.#serve());
  }

  #take(request: ReceiveRequest): readonly Message[] {
    const replayed = this.#replay(request);
    if (replayed !== undefined) return replayed;
    if (!this.handsOut) return [];
    const { fifo = false, visibilityTimeoutSeconds = 30 } = this.#options;
    const blocked = new Set(
      fifo ? this.left.filter((one) => this.#hidden(one)).map((one) => one.group) : [],
    );
    const taken: StoredMessage[] = [];
    for (const stored of this.#stored) {
      if (taken.length === request.maximum) break;
      if (this.#hidden(stored) || blocked.has(stored.group)) continue;
      if (this.#bury(stored)) continue;
      this.#handles += 1;
      stored.handle = `handle-${this.#handles}`;
      this.#byHandle.set(stored.handle, stored);
      stored.receiveCount += 1;
      stored.receivedAtMs = this.#now;
      taken.push(stored);
    }
    for (const stored of taken)
      stored.visibleAtMs =
        this.#now + (request.visibilityTimeoutSeconds ?? visibilityTimeoutSeconds) * 1000;
    if (request.attemptId !== undefined && taken.length > 0) {
      const handles = taken.map(({ handle }) => handle ?? "");
      this.#attempts.set(request.attemptId, { handles, atMs: this.#now });
    }
    return taken.map(toWire);
  }

  #replay({
    attemptId,
    visibilityTimeoutSeconds = 30,
  }: ReceiveRequest): readonly Message[] | undefined {
    const attempt = attemptId === undefined ? undefined : this.#attempts.get(attemptId);
    if (attempt === undefined) return undefined;
    const same = attempt.handles.map((handle) => this.#current(handle));
    if (this.#now - attempt.atMs > attemptValidMs || same.includes(undefined)) {
      throw Object.assign(new Error("the receive request attempt id is not valid anymore"), {
        name: "InvalidParameterValue",
      });
    }
    const stored = same.filter((one) => one !== undefined);
    for (const one of stored) one.visibleAtMs = this.#now + visibilityTimeoutSeconds * 1000;
    return stored.map(toWire);
  }

  #hidden(stored: StoredMessage): boolean {
    return stored.visibleAtMs > this.#now;
  }

  #bury(stored: StoredMessage): boolean {
    if (stored.receiveCount < (this.#options.maxReceiveCount ?? Number.POSITIVE_INFINITY))
      return false;
    this.#stored.delete(stored);
    this.deadLetters.push(stored);
    return true;
  }

  /** The message that this is the newest handle of. */
  #current(handle: string): StoredMessage | undefined {
    const stored = this.#byHandle.get(handle);
    return stored?.handle === handle && this.#stored.has(stored) ? stored : undefined;
  }

  #delete(handle: string): EntryResult {
    const stored = this.#current(handle);
    const { fifo = false } = this.#options;
    if (stored === undefined) return fifo ? fault("ReceiptHandleIsInvalid") : done;
    if (fifo && !this.#hidden(stored)) return fault("InvalidParameterValue");
    this.#stored.delete(stored);
    this.#byHandle.delete(handle);
    return done;
  }

  #change({ receiptHandle, visibilityTimeoutSeconds }: VisibilityEntry): EntryResult {
    const stored = this.#current(receiptHandle);
    if (stored === undefined) return fault("ReceiptHandleIsInvalid");
    if (!this.#hidden(stored)) return fault("MessageNotInflight");
    const untilMs = this.#now + visibilityTimeoutSeconds * 1000;
    if (untilMs - stored.receivedAtMs > longestHoldMs) return fault("InvalidParameterValue");
    stored.visibleAtMs = untilMs;
    return done;
  }
}
