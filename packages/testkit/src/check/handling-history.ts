import type { Mapping } from "@millrace/core";

/** What a run must never do, each with what was seen. Empty for a good run. */
export type Violations = readonly string[];

export interface SentMessage {
  readonly id: string;
  readonly group?: string;
}

interface Seen {
  readonly order: number;
  readonly group: string | undefined;
  successes: number;
  acknowledged: boolean;
  filtered: boolean;
  /** Something happened to it that allows it to be handled again. */
  excused: boolean;
  handling: number;
}

/**
 * Watches mappings on one queue and tells what they did that they must never do. The rules stand in
 * `docs/delivery-guarantees.md`.
 *
 * Tell it what was sent, wrap each handler with {@link HandlingHistory.handler}, {@link HandlingHistory.watch}
 * each mapping, and ask for {@link HandlingHistory.violations} when the queue is empty.
 */
export class HandlingHistory {
  readonly #messages = new Map<string, Seen>();
  readonly #violations: string[] = [];
  readonly #overtaken = new Map<string, string>();
  readonly #lastSuccess = new Map<string, number>();
  /** True while the queue and the processes do as they should: then nothing may be handled twice. */
  readonly #faultless: boolean;

  constructor(options: { readonly faultless: boolean }) {
    this.#faultless = options.faultless;
  }

  sent({ id, group }: SentMessage): void {
    this.#messages.set(id, {
      order: this.#messages.size,
      group,
      successes: 0,
      acknowledged: false,
      filtered: false,
      excused: false,
      handling: 0,
    });
  }

  /**
   * A handler that is watched.
   * @param limit calls at once that this mapping may make.
   * @param handle returns the ids that failed; throws to fail them all.
   */
  handler<Event extends { readonly Records: readonly { readonly messageId: string }[] }, Context>(
    limit: number,
    handle: (event: Event, context: Context) => Promise<readonly string[]>,
  ): (
    event: Event,
    context: Context,
  ) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
    let running = 0;
    const busy = new Set<string>();
    return async (event, context) => {
      const ids = event.Records.map((record) => record.messageId);
      running += 1;
      if (running > limit) this.#violate(`${running} calls at once, allowed are ${limit}`);
      if (ids.length === 0) this.#violate("an empty event");
      if (new Set(ids).size < ids.length)
        this.#violate(`an event holds a message twice: ${ids.join(" ")}`);
      for (const id of ids) this.#start(id);
      const groups = this.#groupsOf(ids);
      for (const group of groups) {
        if (busy.has(group)) this.#violate(`two calls at once hold messages of group ${group}`);
        busy.add(group);
      }
      try {
        const failed = new Set(await handle(event, context));
        for (const id of ids) if (!failed.has(id)) this.#succeed(id);
        return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
      } finally {
        running -= 1;
        for (const group of groups) busy.delete(group);
        for (const id of ids) this.#find(id).handling -= 1;
      }
    };
  }

  /** Follows a mapping's events. */
  watch<Item, Event>(mapping: Mapping<Item, Event>): void {
    let closed = false;
    let forced = false;
    // Out of time it ends without the answers to what it has already sent.
    mapping.on("draining", ({ level }) => (forced ||= level === "force"));
    mapping.on("state", ({ to }) => (closed = to === "Deleted"));
    mapping.on("filtered", ({ ids }) => {
      for (const id of ids) this.#find(id).filtered = true;
    });
    const lost = new Set<string>();
    mapping.on("leaseLost", ({ id }) => {
      this.excuse(id);
      lost.add(id);
    });
    mapping.on("received", ({ ids }) => {
      for (const id of ids) lost.delete(id);
    });
    mapping.on("invoking", ({ ids }) => {
      for (const id of ids)
        if (lost.has(id)) this.#violate(`${id} was handled after its lease was lost`);
    });
    mapping.on("invoked", ({ verdict, ids }) => {
      // A handler that failed or timed out may have done its work all the same.
      if (verdict !== "success") for (const id of ids) this.excuse(id);
    });
    mapping.on("settled", ({ action, ids, results }) => {
      if (closed && !forced)
        this.#violate(`${action} of ${ids.join(" ")} after the mapping was closed`);
      for (const [index, id] of ids.entries()) {
        const seen = this.#find(id);
        if (results[index] !== "settled") this.excuse(id);
        if (action !== "acknowledge") continue;
        if (seen.successes === 0 && !seen.filtered)
          this.#violate(`${id} was acknowledged before it was done`);
        if (results[index] === "settled") seen.acknowledged = true;
      }
    });
  }

  /** This message may be handled again: its process died, or the queue handed it out twice. */
  excuse(id: string): void {
    this.#find(id).excused = true;
  }

  excuseAll(): void {
    for (const seen of this.#messages.values()) seen.excused = true;
  }

  /** @param deadLettered ids of the messages that the queue gave up on. */
  violations(deadLettered: ReadonlySet<string> = new Set()): Violations {
    const lost = [...this.#messages]
      .filter(([id, seen]) => seen.successes === 0 && !seen.filtered && !deadLettered.has(id))
      .map(([id]) => `${id} was lost`);
    // A handler that was given up may still end well, after its message was dead: those behind it had to go on.
    const late = [...this.#overtaken]
      .filter(([id]) => !deadLettered.has(id))
      .map(([, what]) => what);
    return [...this.#violations, ...late, ...lost];
  }

  #start(id: string): void {
    const seen = this.#find(id);
    seen.handling += 1;
    if (seen.acknowledged && !seen.excused)
      this.#violate(`${id} was handled after it was acknowledged`);
    if (seen.handling > 1 && !seen.excused) this.#violate(`${id} is handled twice at once`);
    if (seen.successes > 0 && !seen.excused && this.#faultless)
      this.#violate(`${id} was handled again for no reason`);
  }

  #succeed(id: string): void {
    const seen = this.#find(id);
    seen.successes += 1;
    if (seen.group === undefined || seen.successes > 1) return;
    const last = this.#lastSuccess.get(seen.group) ?? -1;
    if (seen.order < last)
      this.#overtaken.set(id, `${id} of group ${seen.group} was first done after one behind it`);
    this.#lastSuccess.set(seen.group, Math.max(last, seen.order));
  }

  #groupsOf(ids: readonly string[]): ReadonlySet<string> {
    return new Set(ids.flatMap((id) => this.#find(id).group ?? []));
  }

  #find(id: string): Seen {
    const seen = this.#messages.get(id);
    if (seen === undefined) throw new Error(`${id} was handled and never sent`);
    return seen;
  }

  #violate(what: string): void {
    this.#violations.push(what);
  }
}
