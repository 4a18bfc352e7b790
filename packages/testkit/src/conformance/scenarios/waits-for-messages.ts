import assert from "node:assert/strict";

import { systemClock } from "@millrace/core/connector";

import type { Scenario } from "../scenario.ts";
import { sourceScenario } from "../source-scenario.ts";

/** What a receive may take beyond its wait. */
const toleranceMs = 6_000;

export const waitsForMessages: Scenario = sourceScenario(
  "a receive on an empty queue waits, comes back empty, and ends when it is aborted",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async ({ source }) => {
    const { signal } = new AbortController();
    const startMs = systemClock.now();
    assert.deepEqual(await source.receive(10, { waitMs: 1_000, signal }), []);
    const tookMs = systemClock.now() - startMs;
    assert.ok(tookMs >= 900 && tookMs < 1_000 + toleranceMs, `it took ${tookMs} ms`);

    const controller = new AbortController();
    systemClock.setTimer(200, () => controller.abort(new Error("given up")));
    const abortedMs = systemClock.now();
    const options = { waitMs: 20_000, signal: controller.signal };
    const end = await source.receive(10, options).catch(() => []);
    assert.deepEqual(end, []);
    assert.ok(systemClock.now() - abortedMs < toleranceMs, "it did not end when it was aborted");
  },
);
