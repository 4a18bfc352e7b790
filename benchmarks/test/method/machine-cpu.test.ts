import { expect, test } from "vitest";
import { parseMachineCpuUs } from "../../src/method/machine-cpu.ts";

test("adds all time but idle, waiting for disks and what guests used, which is in user already", () => {
  const stat = "cpu  100 1 20 5000 300 2 3 4 50 0\ncpu0 50 0 10 2500 150 1 1 2 25 0\n";

  expect(parseMachineCpuUs(stat)).toBe((100 + 1 + 20 + 2 + 3 + 4) * 10_000);
});

test("is 0 where the system tells nothing", () => {
  expect(parseMachineCpuUs("")).toBe(0);
});
