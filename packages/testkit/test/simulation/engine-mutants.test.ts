import { afterEach, describe, expect, test, vi } from "vitest";

/** One part of the engine with a bug in it. */
interface Mutant {
  /** File of the part, in core's sources. */
  readonly part: string;
  /** Swarms within which it must be found. */
  readonly within: number;
  /** Puts the bug into the part's exports. */
  plant(original: Record<string, unknown>): Record<string, unknown>;
}

type Class = new (...args: never[]) => object;

/** The class with other methods, where `super`'s are at hand as `base`. */
function override(
  original: unknown,
  methods: (base: Record<string, (...args: never[]) => unknown>) => Record<string, unknown>,
): Class {
  const Original = original as Class;
  const Mutated = class extends Original {};
  const base = Original.prototype as Record<string, (...args: never[]) => unknown>;
  Object.assign(Mutated.prototype, methods(base));
  return Mutated;
}

function alter(
  original: unknown,
  change: (result: Outcome, args: readonly unknown[]) => unknown,
): (...args: readonly unknown[]) => unknown {
  return (...args) => change((original as (...all: readonly unknown[]) => Outcome)(...args), args);
}

interface Outcome {
  readonly verdict: string;
  readonly acknowledge: readonly unknown[];
  readonly retry: readonly unknown[];
}

interface Options {
  readonly windowMs: number;
}

const acknowledgeAll = (outcome: Outcome): Outcome => ({
  ...outcome,
  acknowledge: [...outcome.acknowledge, ...outcome.retry],
  retry: [],
});

const mutants: Record<string, Mutant> = {
  "acknowledges the whole batch on a partial failure": {
    part: "rules/queue-outcome.ts",
    within: 20,
    plant: ({ decideQueueOutcome }) => ({
      decideQueueOutcome: alter(decideQueueOutcome, (outcome) =>
        outcome.verdict === "partial" ? acknowledgeAll(outcome) : outcome,
      ),
    }),
  },
  "acknowledges what a throttled target never saw": {
    part: "rules/queue-outcome.ts",
    within: 20,
    plant: ({ decideQueueOutcome }) => ({
      decideQueueOutcome: alter(decideQueueOutcome, (outcome) =>
        outcome.verdict === "notInvoked" ? acknowledgeAll(outcome) : outcome,
      ),
    }),
  },
  "takes a malformed response for success": {
    part: "rules/read-response.ts",
    within: 200,
    plant: ({ readResponse }) => ({
      readResponse: (...args: readonly unknown[]) => {
        const reading = (readResponse as (...all: readonly unknown[]) => { kind: string })(...args);
        return reading.kind === "malformed" ? { kind: "success" } : reading;
      },
    }),
  },
  "has no gate before its lanes": {
    part: "parts/lane-gate.ts",
    within: 50,
    plant: ({ LaneGate }) => ({
      LaneGate: override(LaneGate, () => ({
        enter: (entries: unknown) => entries,
        leave: () => [],
        drain: () => [],
      })),
    }),
  },
  "frees a lane for one batch only": {
    part: "parts/lane-gate.ts",
    within: 50,
    plant: ({ LaneGate }) => ({ LaneGate: override(LaneGate, () => ({ leave: () => [] })) }),
  },
  "never gives a credit back": {
    part: "parts/credits.ts",
    within: 50,
    plant: ({ Credits }) => ({ Credits: override(Credits, () => ({ release: () => {} })) }),
  },
  "keeps the credits of a receive that brought nothing": {
    part: "parts/credits.ts",
    within: 50,
    plant: ({ Credits }) => ({
      Credits: override(Credits, (base) => ({
        convert(this: object, reserved: never, bytes: never) {
          if ((bytes as readonly number[]).length > 0) base["convert"]?.call(this, reserved, bytes);
        },
      })),
    }),
  },
  "takes more than it has credits for": {
    part: "parts/credits.ts",
    within: 50,
    plant: ({ Credits }) => ({
      Credits: override(Credits, () => ({ reserve: async (maximum: number) => maximum })),
    }),
  },
  "ignores its window": {
    part: "parts/batcher.ts",
    within: 50,
    plant: ({ Batcher }) => ({ Batcher: withWindow(Batcher, () => 0) }),
  },
  "waits two windows": {
    part: "parts/batcher.ts",
    within: 50,
    plant: ({ Batcher }) => ({ Batcher: withWindow(Batcher, (windowMs) => 2 * windowMs) }),
  },
  "never extends a lease": {
    part: "parts/heartbeat.ts",
    within: 400,
    plant: ({ Heartbeat }) => ({
      Heartbeat: override(Heartbeat, () => ({ start: () => {}, ensure: async () => {} })),
    }),
  },
  "handles a message whose lease it has lost": {
    part: "parts/held-delivery.ts",
    within: 400,
    plant: ({ HeldDelivery }) => ({
      HeldDelivery: class extends (HeldDelivery as Class) {
        constructor(...args: never[]) {
          super(...args);
          Object.defineProperty(this, "lost", { get: () => false, set: () => {} });
        }
      },
    }),
  },
  "does not wait for an extension on its way before it settles": {
    part: "parts/settler.ts",
    within: 400,
    plant: ({ Settler }) => ({
      Settler: override(Settler, (base) => ({
        settle(this: object, entries: readonly { beat: unknown }[], ...rest: readonly never[]) {
          for (const entry of entries) entry.beat = undefined;
          return base["settle"]?.call(this, entries as never, ...rest);
        },
      })),
    }),
  },
};

function withWindow(Batcher: unknown, change: (windowMs: number) => number): Class {
  return class extends (Batcher as new (options: Options) => object) {
    constructor(options: Options) {
      super({ ...options, windowMs: change(options.windowMs) });
    }
  } as unknown as Class;
}

afterEach(() => {
  vi.doUnmock("*");
  vi.resetModules();
});

describe("a bug in a part of the engine", () => {
  test.each(Object.entries(mutants))(
    "one that %s is found",
    async (_name, { part, within, plant }) => {
      vi.resetModules();
      const path = new URL(`../../../core/src/${part}`, import.meta.url).pathname;
      vi.doMock(path, async (importOriginal) => {
        const original = await importOriginal<Record<string, unknown>>();
        return { ...original, ...plant(original) };
      });
      try {
        const { play } = await import("./play.ts");
        expect(await findWith(play, within)).toBeGreaterThan(0);
      } finally {
        vi.doUnmock(path);
      }
    },
    120_000,
  );
});

/** @returns the first seed that shows the bug; 0 when none does. */
async function findWith(
  play: (seed: number) => Promise<{ readonly violations: readonly string[] }>,
  within: number,
): Promise<number> {
  for (let seed = 1; seed <= within; seed += 1) {
    const found = await play(seed).then(
      ({ violations }) => violations[0],
      (error: unknown) => String(error),
    );
    if (found !== undefined) return seed;
  }
  return 0;
}
