import { expect, test } from "vitest";
import { profileShares, type CpuProfile } from "../../src/method/profile-shares.ts";

const frames = [
  { id: 1, functionName: "(root)", url: "", children: [2, 3, 4, 6] },
  { id: 2, functionName: "(idle)", url: "" },
  { id: 3, functionName: "(garbage collector)", url: "" },
  { id: 4, functionName: "poll", url: "file:///engine.js", children: [5] },
  { id: 5, functionName: "send", url: "file:///sdk.js", children: [7] },
  { id: 6, functionName: "onread", url: "node:internal/stream_base_commons" },
  { id: 7, functionName: "request", url: "node:http" },
];

const profile = (samples: readonly number[]): CpuProfile => ({
  samples,
  nodes: frames.map(({ id, functionName, url, children }) => ({
    id,
    callFrame: { functionName, url },
    children,
  })),
});

const ownerOf = (url: string, caller: string): string =>
  /\/(engine|sdk)\.js$/.exec(url)?.[1] ?? caller;

test("charges a sample to the innermost frame that has an owner, and divides garbage collection and idle time", () => {
  const shares = profileShares(profile([4, 5, 7, 7, 6, 2, 2, 3]), ownerOf);

  expect(Object.fromEntries(shares)).toEqual({ engine: 0.2, sdk: 0.6, node: 0.2 });
});

test("refuses a profile without a busy sample", () => {
  expect(() => profileShares(profile([2, 2]), ownerOf)).toThrow(RangeError);
});
