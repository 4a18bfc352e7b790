import { seededRandom } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { AttemptIds } from "../src/attempt-ids.ts";

test("an unanswered receive is repeated once, as it was", () => {
  const ids = new AttemptIds(seededRandom(1));
  const attempt = ids.fresh(10);
  ids.fail(attempt, "not-connected", 0);
  expect(ids.again(10, 1_000)).toMatchObject(attempt);
  expect(ids.again(10, 1_000)).toBeUndefined();
});

test.each(["throttled", "denied", "missing", "refused"] as const)(
  "after %s the id is not used again",
  (decision) => {
    const ids = new AttemptIds(seededRandom(1));
    ids.fail(ids.fresh(10), decision, 0);
    expect(ids.again(10, 0)).toBeUndefined();
  },
);

test("a receive that brought more than there is room for waits", () => {
  const ids = new AttemptIds(seededRandom(1));
  const [large, small] = [ids.fresh(10), ids.fresh(3)];
  ids.fail(large, "not-connected", 0);
  ids.fail(small, "not-connected", 0);
  expect(ids.again(5, 0)).toMatchObject(small);
  expect(ids.again(5, 0)).toBeUndefined();
  expect(ids.again(10, 0)).toMatchObject(large);
});

test("after five minutes the queue knows the id no more", () => {
  const ids = new AttemptIds(seededRandom(1));
  ids.fail(ids.fresh(10), "not-connected", 0);
  expect(ids.again(10, 300_000)).toBeUndefined();
});
