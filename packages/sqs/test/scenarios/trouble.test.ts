import { describe, expect, test } from "vitest";

import { type Simulation, simulate } from "../sim/simulate.ts";
import type { Fault } from "../sim/simulated-sqs.ts";

const minuteMs = 60_000;

function named(name: string, status?: number): Fault {
  return {
    fail: Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } }),
  };
}

const denied = named("AccessDenied", 403);
const missing = named("QueueDoesNotExist", 400);
const refusedConnection: Fault = {
  fail: Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
};
const overLimit = named("OverLimit", 403);
const emptyAtOnce: Fault = { messages: [] };

function receives({ queue }: Simulation): number {
  return queue.calls.filter(({ action }) => action === "receive").length;
}

function failReceives({ queue }: Simulation, fault: Fault | undefined): void {
  queue.script = (call) => (call.action === "receive" ? fault : undefined);
}

describe("trouble with the queue, in virtual time", () => {
  test("S19 denied, then missing, then well: asked rarely, reported, back within one backoff", async () => {
    const simulation = await simulate({ provisionedPollerConfig: { minimumPollers: 2 } });
    const { clock, queue, mapping, events } = simulation;
    failReceives(simulation, denied);
    await clock.advance(30_000);
    let before = receives(simulation);
    await clock.advance(5 * minuteMs);
    // One per five seconds and poller at most.
    expect(receives(simulation) - before).toBeLessThanOrEqual(2 * 60);
    expect(mapping.status()).toMatchObject({ healthy: false });
    expect(mapping.status().problem).toContain("MILLRACE_ACCESS_DENIED");
    failReceives(simulation, missing);
    await clock.advance(90_000);
    before = receives(simulation);
    await clock.advance(2 * minuteMs);
    expect(receives(simulation) - before).toBeLessThanOrEqual(2 * 24);
    expect(mapping.status().problem).toContain("MILLRACE_SOURCE_MISSING");
    failReceives(simulation, undefined);
    queue.send(["m"]);
    const longest = Math.max(...events("receiveFailed").map(({ backoffMs }) => backoffMs));
    await clock.advance(longest + 1_000);
    expect(queue.left).toEqual([]);
    expect(mapping.status().healthy).toBe(true);
  });

  test.each([
    { what: "a refused connection", fault: refusedConnection, perSecond: 5 },
    { what: "an internal error", fault: named("InternalError", 500), perSecond: 5 },
    { what: "an empty answer at once", fault: emptyAtOnce, perSecond: 5 },
    { what: "a throttle", fault: named("ThrottlingException", 400), perSecond: 1 },
  ])("S19 $what for every receive is no hot loop", async ({ fault, perSecond }) => {
    const simulation = await simulate({});
    failReceives(simulation, fault);
    await simulation.clock.advance(30_000);
    const before = receives(simulation);
    await simulation.clock.advance(minuteMs);
    expect(receives(simulation) - before).toBeLessThanOrEqual(60 * perSecond);
    expect(receives(simulation) - before).toBeGreaterThan(0);
    failReceives(simulation, undefined);
    simulation.queue.send(["m"]);
    await simulation.clock.advance(21_000);
    expect(simulation.queue.left).toEqual([]);
  });

  test("S20 at the in-flight limit long polls are empty: pollers shrink, then full speed again", async () => {
    const simulation = await simulate({ scalingConfig: { maximumConcurrency: 50 } });
    const { clock, queue, mapping } = simulation;
    queue.send(Array.from({ length: 3_000 }, (_, index) => `a${index}`));
    await clock.advance(10_000);
    expect(queue.left).toEqual([]);
    queue.handsOut = false;
    queue.send(Array.from({ length: 500 }, (_, index) => `b${index}`));
    await clock.advance(10 * minuteMs);
    expect(mapping.status().pollers).toBe(1);
    const before = receives(simulation);
    await clock.advance(minuteMs);
    expect(receives(simulation) - before).toBeLessThanOrEqual(3);
    queue.handsOut = true;
    queue.send(["last"]);
    await clock.advance(10_000);
    expect(queue.left).toEqual([]);
    expect(mapping.status().pollers).toBeGreaterThan(1);
  });

  test("S20 OverLimit, the answer to a short poll there, is waited out", async () => {
    const simulation = await simulate({});
    failReceives(simulation, overLimit);
    await simulation.clock.advance(minuteMs);
    expect(receives(simulation)).toBeLessThanOrEqual(30);
    expect(simulation.events("receiveFailed").at(-1)?.error.decision).toBe("throttled");
  });

  test("a square wave of load does not make the pollers oscillate", async () => {
    const { clock, queue, events, mapping } = await simulate({
      scalingConfig: { maximumConcurrency: 100 },
    });
    for (let edge = 0; edge < 2; edge += 1) {
      const start = events("pollers").length;
      for (let tick = 0; tick < 100; tick += 1) {
        queue.send(Array.from({ length: 100 }, (_, index) => `${edge}-${tick}-${index}`));
        await clock.advance(100);
      }
      await clock.advance(10_000);
      const changes = events("pollers").slice(start);
      const directions = changes.map(({ from, to }) => Math.sign(to - from));
      const turns = directions.filter(
        (direction, index) => index > 0 && direction !== directions[index - 1],
      );
      // Two edges, at most two turns each.
      expect(turns.length).toBeLessThanOrEqual(4);
      expect(queue.left).toEqual([]);
    }
    expect(mapping.status().healthy).toBe(true);
  });
});
