import { describe, expect, test } from "vitest";

import { play, replay } from "./play.ts";
import type { Planted } from "./swarm.ts";

/** `MILLRACE_SIM_SEEDS=10000` looks further; `MILLRACE_SIM_SEED=17` plays one seed again. */
const count = Number(process.env["MILLRACE_SIM_SEEDS"] ?? 400);
const single = process.env["MILLRACE_SIM_SEED"];
const seeds =
  single === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(single)];
/** Seeds of one test: a failure names few of them. */
const chunk = 50;

describe("a swarm of workers on a queue in trouble", () => {
  const chunks = Array.from({ length: Math.ceil(seeds.length / chunk) }, (_, index) =>
    seeds.slice(index * chunk, (index + 1) * chunk),
  );

  test.each(chunks.map((each) => [each[0], each.at(-1), each] as const))(
    "seeds %i to %i: nothing lost, nothing early, order kept",
    async (_first, _last, each) => {
      for (const seed of each) {
        const { violations, handled } = await play(seed);
        expect(violations, violations.length > 0 ? replay(seed) : "").toEqual([]);
        expect(handled).toBeGreaterThan(0);
      }
    },
    600_000,
  );

  test("the same seed gives the same run", async () => {
    for (const seed of [3, 14, 159]) {
      const [first, second] = [await play(seed), await play(seed)];
      expect(second.hash).toBe(first.hash);
    }
  });
});

/** Bugs that others have shipped. The simulator is worth something only if it finds them. */
const mutants: Record<string, Planted> = {
  "acknowledges what failed": {
    source: (source) => ({
      ...source,
      open: async (opening) => {
        const opened = await source.open(opening);
        return {
          ...bind(opened),
          settle: (settlements) =>
            opened.settle(settlements.map((one) => ({ ...one, action: "acknowledge" }))),
        };
      },
    }),
  },
  "acknowledges before it is handled": {
    source: (source) => ({
      ...source,
      open: async (opening) => {
        const opened = await source.open(opening);
        return {
          ...bind(opened),
          receive: async (maximum, options) => {
            const deliveries = await opened.receive(maximum, options);
            await opened.settle(
              deliveries.map((delivery) => ({ delivery, action: "acknowledge" })),
            );
            return deliveries;
          },
        };
      },
    }),
  },
  "frees a slot at the timeout, not when the handler has settled": {
    target: (target) => ({
      ...target,
      invoke: (event, invocation) =>
        Promise.race([
          target.invoke(event, invocation),
          new Promise((_resolve, reject) =>
            invocation.signal.addEventListener("abort", () => reject(new Error("timed out"))),
          ),
        ]),
    }),
  },
  "hands back only the failed message of a group": {
    source: (source) => ({ ...source, laneFailure: "record" }),
    target: (target) => ({
      ...target,
      // A handler that goes on behind a failure, as many do.
      invoke: async (event, invocation) => {
        const response = (await target.invoke(event, invocation)) as {
          batchItemFailures: { itemIdentifier: string }[];
        };
        return { batchItemFailures: response.batchItemFailures.slice(0, 1) };
      },
    }),
  },
  "never hands a failed message back": {
    source: (source) => ({
      ...source,
      open: async (opening) => {
        const opened = await source.open(opening);
        return {
          ...bind(opened),
          settle: async (settlements) => {
            const failed = settlements.filter((one) => one.action === "retry");
            const rest = settlements.filter((one) => one.action !== "retry");
            // It keeps the lease instead, for longer than the test has patience.
            await opened.extend?.(
              failed.map((one) => one.delivery),
              40 * 3_600_000,
            );
            const results = await opened.settle(rest);
            return settlements.map((one) => results[rest.indexOf(one)] ?? "settled");
          },
        };
      },
    }),
  },
};

function bind<
  Source extends Awaited<ReturnType<ReturnType<NonNullable<Planted["source"]>>["open"]>>,
>(source: Source): Source {
  return {
    capabilities: source.capabilities,
    destination: source.destination,
    arn: source.arn,
    receive: source.receive.bind(source),
    settle: source.settle.bind(source),
    extend: source.extend?.bind(source),
    flush: source.flush.bind(source),
    toEvent: source.toEvent.bind(source),
    close: source.close.bind(source),
  } as Source;
}

describe("planted bugs", () => {
  test.each(Object.entries(mutants))("a worker that %s is found", async (_name, planted) => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const found = await play(seed, planted).then(
        ({ violations }) => violations.length > 0,
        () => true,
      );
      if (found) return;
    }
    expect.unreachable("not found in 200 seeds");
  });
});
