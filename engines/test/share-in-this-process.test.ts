import { expect, test, vi } from "vitest";
import { shareInThisProcess } from "../src/vitest/share-in-this-process.ts";

test("starts once for all, and ends with the last", async () => {
  const start = vi.fn(() => Promise.resolve("running"));
  const end = vi.fn(() => Promise.resolve());
  const share = () => shareInThisProcess("once", start, end);

  const [first, second] = await Promise.all([share(), share()]);
  await first.release();
  expect(end).not.toHaveBeenCalled();
  await second.release();

  expect([first.value, second.value]).toEqual(["running", "running"]);
  expect(start).toHaveBeenCalledTimes(1);
  expect(end).toHaveBeenCalledTimes(1);
});

test("a start that failed is tried anew by the next", async () => {
  const start = vi.fn<() => Promise<string>>();
  start.mockRejectedValueOnce(new Error("no port")).mockResolvedValueOnce("running");
  const share = () => shareInThisProcess("again", start, () => Promise.resolve());

  await expect(share()).rejects.toThrow("no port");
  expect((await share()).value).toBe("running");
});
