import { expect, test } from "vitest";

import { type CompleteMessage, SqsDelivery } from "../src/delivery.ts";
import { PoisonedGroups } from "../src/poisoned-groups.ts";

function delivery(id: string, group: string): SqsDelivery {
  const message: CompleteMessage = {
    MessageId: id,
    ReceiptHandle: id,
    Attributes: { MessageGroupId: group },
  };
  return new SqsDelivery(message, {
    origin: { eventSourceArn: "", awsRegion: "", nulls: false },
    fifo: true,
    receivedAtMs: 0,
    leaseEndsAtMs: 30_000,
  });
}

const full = { maximum: 10, waitMs: 20_000 };
const single = { maximum: 1, waitMs: 20_000 };

function poisoned(visibleAtMs: number): PoisonedGroups {
  const groups = new PoisonedGroups();
  groups.handedBack([delivery("head", "a"), delivery("next", "a")], visibleAtMs);
  return groups;
}

test("nothing poisoned: full receives", () => {
  expect(new PoisonedGroups().plan(full, 0)).toBe(full);
});

test("before the head is due, receives are full but end in time", () => {
  const groups = poisoned(60_000);
  expect(groups.plan(full, 0)).toEqual(full);
  expect(groups.plan(full, 50_000)).toEqual({ maximum: 10, waitMs: 9_000 });
  expect(groups.plan(full, 59_000)).toEqual(single);
  expect(groups.plan(full, 70_000)).toEqual(single);
});

test("the acknowledged head ends it, another message of the group does not", () => {
  const groups = poisoned(0);
  groups.acknowledged(delivery("next", "a"));
  expect(groups.plan(full, 1_000)).toEqual(single);
  groups.acknowledged(delivery("head", "a"));
  expect(groups.plan(full, 1_000)).toEqual(full);
});

test("a group that hands out another message has lost its head", () => {
  const groups = poisoned(0);
  groups.received([delivery("head", "a"), delivery("next", "a"), delivery("other", "b")]);
  expect(groups.plan(full, 1_000)).toEqual(single);
  groups.received([delivery("next", "a")]);
  expect(groups.plan(full, 1_000)).toEqual(full);
});

test("a head that never comes back is forgotten", () => {
  const groups = poisoned(10_000);
  expect(groups.plan(full, 129_000)).toEqual(single);
  expect(groups.plan(full, 131_000)).toEqual(full);
});
