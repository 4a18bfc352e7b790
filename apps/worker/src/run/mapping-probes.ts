import type { Clock, Mapping } from "@millrace/core";

import type { Check, ProbeSource } from "../http/probes.ts";

/** Longer than any receive with its longest backoff takes: a poller that is quiet for so long hangs. */
const longestQuietMs = 300_000;

/** Follows the mappings of a worker, to answer for them. */
export class MappingProbes implements ProbeSource {
  readonly #clock: Clock;
  readonly #mappings: readonly Mapping[];
  readonly #connected = new Set<string>();
  /** When a mapping was last heard of by its source, by the clock. */
  readonly #heardMs = new Map<string, number>();
  #draining = false;

  constructor(mappings: readonly Mapping[], clock: Clock) {
    this.#mappings = mappings;
    this.#clock = clock;
    for (const mapping of mappings) {
      const hear = (): void => void this.#heardMs.set(mapping.name, clock.now());
      mapping.on("state", ({ to }) => {
        if (to === "Enabled") this.#connected.add(mapping.name);
      });
      mapping.on("received", hear);
      mapping.on("receiveFailed", hear);
    }
  }

  /** From now on the worker takes no more. */
  beginDrain(): void {
    this.#draining = true;
  }

  ready(): readonly Check[] {
    const draining = this.#draining ? { detail: "the worker is draining" } : {};
    return [
      { name: "accepting", ok: !this.#draining, ...draining },
      ...this.#mappings.map((mapping) => this.#readiness(mapping)),
    ];
  }

  live(): readonly Check[] {
    // While anything is in hand, pollers may rightly be waiting for room.
    const busy = this.#mappings.some((mapping) => mapping.status().inHand > 0);
    return this.#mappings.map((mapping) => {
      const heardMs = this.#heardMs.get(mapping.name);
      const quietMs = heardMs === undefined || busy ? 0 : this.#clock.now() - heardMs;
      const name = `mapping/${mapping.name}`;
      if (quietMs <= longestQuietMs || mapping.status().state !== "Enabled")
        return { name, ok: true };
      const detail = `no receive has ended for ${Math.round(quietMs / 1000)} s`;
      return { name, ok: false, detail };
    });
  }

  #readiness(mapping: Mapping): Check {
    const { state, problem } = mapping.status();
    const name = `mapping/${mapping.name}`;
    if (state === "Disabled" && !this.#connected.has(mapping.name)) {
      return { name, ok: true, detail: "disabled" };
    }
    if (!this.#connected.has(mapping.name)) return { name, ok: false, detail: "not connected yet" };
    // A source that went away later is an alarm's affair: there is no traffic to turn elsewhere.
    return { name, ok: true, detail: problem ?? state };
  }
}
