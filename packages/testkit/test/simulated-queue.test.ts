import { seededRandom } from "@millrace/core/connector";
import { SimulatedQueue, type SimulatedQueueOptions, VirtualClock } from "@millrace/testkit";
import { describe, expect, test } from "vitest";

function make(options: Partial<SimulatedQueueOptions> = {}): {
  clock: VirtualClock;
  queue: SimulatedQueue;
} {
  const clock = new VirtualClock();
  return {
    clock,
    queue: new SimulatedQueue({ clock, random: seededRandom(1), visibilityMs: 10_000, ...options }),
  };
}
const bodies = (messages: readonly { body: string }[]): string[] =>
  messages.map(({ body }) => body);

describe("SimulatedQueue", () => {
  test("hides what it handed out until its lease ends, then counts it up", async () => {
    const { clock, queue } = make();
    queue.send("a");
    expect(bodies(queue.receive(10))).toEqual(["a"]);
    expect([queue.visible, queue.inFlight, queue.receive(10)]).toEqual([0, 1, []]);
    await clock.advance(10_000);
    expect(queue.receive(10)[0]?.receiveCount).toBe(2);
  });

  test("a receipt is void once the message was handed out again", async () => {
    const { clock, queue } = make();
    queue.send("a");
    const [first] = queue.receive(1);
    await clock.advance(10_000);
    const [second] = queue.receive(1);
    expect([
      queue.delete(first?.receipt ?? ""),
      queue.delete(second?.receipt ?? ""),
      queue.size,
    ]).toEqual([false, true, 0]);
  });

  test("the lease of a message that is visible cannot be changed", async () => {
    const { clock, queue } = make();
    queue.send("a");
    const [message] = queue.receive(1);
    await clock.advance(10_000);
    expect(queue.changeVisibility(message?.receipt ?? "", 5_000)).toBe(false);
  });

  test("a group waits until all of it in flight is settled, and comes in order", async () => {
    const { queue } = make({ ordered: true });
    for (const body of ["a1", "a2", "a3"]) queue.send(body, "a");
    queue.send("b1", "b");
    const received = queue.receive(3);
    expect(bodies(received)).toEqual(["a1", "a2", "a3"]);
    expect(bodies(queue.receive(10))).toEqual(["b1"]);
    queue.send("a4", "a");
    for (const message of received.toReversed()) queue.changeVisibility(message.receipt, 0);
    expect(bodies(queue.receive(10))).toEqual(["a1", "a2", "a3", "a4"]);
  });

  test("a message that was received too often is a dead letter", async () => {
    const { clock, queue } = make({ maxReceiveCount: 2 });
    queue.send("a");
    for (let receive = 0; receive < 3; receive += 1) {
      queue.receive(1);
      await clock.advance(10_000);
    }
    expect([bodies(queue.deadLetters), queue.size]).toEqual([["a"], 0]);
  });

  test("wakes whoever waits when a message comes, or becomes visible", async () => {
    const { clock, queue } = make();
    const signal = new AbortController().signal;
    let woken = 0;
    void queue.changed(60_000, signal).then(() => (woken += 1));
    queue.send("a");
    await clock.advance(0);
    queue.receive(1);
    void queue.changed(60_000, signal).then(() => (woken += 1));
    await clock.advance(9_999);
    expect(woken).toBe(1);
    await clock.advance(1);
    expect([woken, clock.timers]).toEqual([2, 0]);
  });
});
