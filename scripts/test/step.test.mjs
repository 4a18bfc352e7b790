import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { runStep, StepFailed } from "../step.mjs";

function printed() {
  const to = new PassThrough();
  to.setEncoding("utf8");
  return { to, text: () => to.read() ?? "" };
}

const step = (script, to) => ({
  saying: "milling",
  command: process.execPath,
  args: ["--eval", script],
  remedy: "Oil the wheel.",
  to,
});

test("a step that goes well is one line, without the command's output", async () => {
  const { to, text } = printed();
  await runStep(step('console.log("noise")', to));
  expect(text()).toMatch(/^milling \.\.\. \d+\.\d s\n$/);
});

test("a step that fails shows the output and the remedy", async () => {
  const { to, text } = printed();
  const failing = 'console.log("out"); console.error("err"); process.exit(2)';
  await expect(runStep(step(failing, to))).rejects.toThrow(StepFailed);
  const all = text();
  expect(all).toMatch(/^milling \.\.\. failed after \d+\.\d s\n/);
  expect(all).toContain("out\n");
  expect(all).toContain("err\n");
  expect(all).toContain("Oil the wheel.");
});

test("a command that does not exist fails the step", async () => {
  const { to, text } = printed();
  const missing = { ...step("", to), command: "no-such-command-here" };
  await expect(runStep(missing)).rejects.toThrow(StepFailed);
  expect(text()).toContain("ENOENT");
});
