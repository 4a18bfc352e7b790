import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Batch } from "../../src/model/batch.ts";
import { Batcher } from "../../src/parts/batcher.ts";

interface Entry {
  readonly id: number;
  readonly bytes: number;
  readonly atMs: number;
}

const pages = fc.array(
  fc.record({
    waitMs: fc.nat(500),
    sizes: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }),
  }),
  { maxLength: 20 },
);
const options = fc.record({
  batchSize: fc.integer({ min: 1, max: 15 }),
  windowMs: fc.constantFrom(0, 100, 700),
  maximumBytes: fc.integer({ min: 50, max: 1500 }),
  envelopeBytes: fc.nat(40),
  batchPerPage: fc.boolean(),
});

/** Plays the pages with a slot that is always free, and drains at the end. */
function play(
  settings: Parameters<typeof createBatcher>[0],
  input: readonly { readonly waitMs: number; readonly sizes: readonly number[] }[],
): { entries: Entry[]; taken: { batch: Batch<Entry>; atMs: number }[]; rest: Entry[] } {
  const batcher = createBatcher(settings);
  const entries: Entry[] = [];
  const taken: { batch: Batch<Entry>; atMs: number }[] = [];
  const take = (atMs: number): void => {
    for (let batch = batcher.take(atMs); batch !== undefined; batch = batcher.take(atMs)) {
      taken.push({ batch, atMs });
    }
  };
  let nowMs = 0;
  for (const { waitMs, sizes } of input) {
    const untilMs = nowMs + waitMs;
    for (
      let dueAtMs = batcher.dueAtMs;
      dueAtMs !== undefined && dueAtMs <= untilMs;
      dueAtMs = batcher.dueAtMs
    ) {
      take(dueAtMs);
    }
    nowMs = untilMs;
    const page = sizes.map((bytes, index) => ({ id: entries.length + index, bytes, atMs: nowMs }));
    entries.push(...page);
    batcher.add(page, nowMs);
    take(nowMs);
  }
  expect(batcher.size).toBe(
    entries.length - taken.reduce((sum, { batch }) => sum + batch.entries.length, 0),
  );
  const rest = batcher.drain();
  expect([batcher.size, batcher.bytes]).toEqual([0, 0]);
  return { entries, taken, rest };
}

function createBatcher(settings: {
  batchSize: number;
  windowMs: number;
  maximumBytes: number;
  envelopeBytes: number;
  batchPerPage: boolean;
}): Batcher<Entry> {
  return new Batcher<Entry>(settings);
}

describe("Batcher", () => {
  test("loses nothing, doubles nothing, keeps the order", () => {
    fc.assert(
      fc.property(options, pages, (settings, input) => {
        const { entries, taken, rest } = play(settings, input);
        expect([...taken.flatMap(({ batch }) => batch.entries), ...rest]).toEqual(entries);
      }),
    );
  });

  test("no batch is empty, too many or too large, but for a single oversized record", () => {
    fc.assert(
      fc.property(options, pages, (settings, input) => {
        for (const { batch } of play(settings, input).taken) {
          const bytes = batch.entries.reduce(
            (sum, entry) => sum + entry.bytes,
            settings.envelopeBytes,
          );
          expect(batch.bytes).toBe(bytes);
          expect(batch.entries.length).toBeGreaterThan(0);
          expect(batch.entries.length).toBeLessThanOrEqual(settings.batchSize);
          if (batch.reason === "oversized") expect(batch.entries).toHaveLength(1);
          else expect(bytes).toBeLessThanOrEqual(settings.maximumBytes);
        }
      }),
    );
  });

  test("with a free slot no record waits longer than the window", () => {
    fc.assert(
      fc.property(options, pages, (settings, input) => {
        for (const { batch, atMs } of play(settings, input).taken) {
          for (const entry of batch.entries)
            expect(atMs - entry.atMs).toBeLessThanOrEqual(settings.windowMs);
        }
      }),
    );
  });

  test("estimates that are too large cut the same batches as exact sizes", () => {
    fc.assert(
      fc.property(options, pages, fc.integer({ min: 1, max: 3 }), (settings, input, factor) => {
        const exact = new Batcher<Entry>(settings);
        const estimated = new Batcher<Entry & { exactBytes(): number }>(settings);
        for (const [index, { sizes }] of input.entries()) {
          const page = sizes.map((bytes, id) => ({ id, bytes, atMs: index }));
          exact.add(page, index * 1_000);
          estimated.add(
            page.map((entry) => ({
              ...entry,
              bytes: entry.bytes * factor,
              exactBytes: () => entry.bytes,
            })),
            index * 1_000,
          );
        }
        exact.end();
        estimated.end();
        const cut = (batch: Batch<Entry> | undefined): unknown => [
          batch?.reason,
          batch?.entries.map((entry) => entry.id),
        ];
        for (;;) {
          const [left, right] = [exact.take(1e9), estimated.take(1e9)];
          expect(cut(right)).toEqual(cut(left));
          if (left === undefined) return;
        }
      }),
    );
  });

  test("a batch per page never mixes pages", () => {
    fc.assert(
      fc.property(options, pages, (settings, input) => {
        const { taken } = play(
          { ...settings, batchPerPage: true },
          input.map((page) => ({ ...page, waitMs: page.waitMs + 1 })),
        );
        for (const { batch } of taken)
          expect(new Set(batch.entries.map((entry) => entry.atMs)).size).toBe(1);
      }),
    );
  });
});
