import type { ShardPosition } from "@millrace/core/connector";
import fc from "fast-check";
import { expect, test } from "vitest";

import { fromCheckpoint, toCheckpoint } from "../src/checkpoint.ts";

const token = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
  fc.tuple(fc.nat(), fc.nat()).map((parts) => parts.join("/")),
  fc.constantFrom("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP", "SHARD_END", "mr:", "mr:7", "", "007"),
  fc.string({ unit: "binary" }),
);

const position: fc.Arbitrary<ShardPosition> = fc.oneof(
  fc.constantFrom<ShardPosition>({ at: "horizon" }, { at: "time" }, { at: "end" }),
  token.map((text): ShardPosition => ({ at: "after", token: text })),
  token.map((text): ShardPosition => ({ at: "end", lost: text })),
);

test("every position is read as it was written", () => {
  fc.assert(
    fc.property(position, (written) => {
      const item = { ...toCheckpoint(written), mrSince: { N: "17" } };
      expect(fromCheckpoint(item)).toEqual(written);
    }),
  );
});

test("two positions are never written alike", () => {
  fc.assert(
    fc.property(position, position, (one, two) => {
      const same = JSON.stringify(one) === JSON.stringify(two);
      expect(JSON.stringify(toCheckpoint(one)) === JSON.stringify(toCheckpoint(two))).toBe(same);
    }),
  );
});

test("sequence numbers are written as the Kinesis Client Library writes them", () => {
  const written = (text: string) => toCheckpoint({ at: "after", token: text });
  expect(written("400000000000000499660")).toEqual({
    checkpoint: { S: "400000000000000499660" },
    checkpointSubSequenceNumber: { N: "0" },
  });
  expect(written("49590338271490256608559692538361571095921575989136588898/12")).toEqual({
    checkpoint: { S: "49590338271490256608559692538361571095921575989136588898" },
    checkpointSubSequenceNumber: { N: "12" },
  });
});
