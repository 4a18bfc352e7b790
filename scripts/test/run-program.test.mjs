import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";

const RUN_PROGRAM = new URL("../run-program.mjs", import.meta.url).href;

/** A process that runs a program, given as source, as the commands of the repository do. */
function running(program) {
  const runner = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { runProgram } from ${JSON.stringify(RUN_PROGRAM)};
       process.exitCode = await runProgram(["--eval", ${JSON.stringify(program)}]);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, npm_lifecycle_event: "" } },
  );
  onTestFinished(() => void runner.kill("SIGKILL"));
  let output = "";
  runner.stdout.setEncoding("utf8").on("data", (chunk) => {
    output += chunk;
  });
  const says = (text) => vi.waitFor(() => expect(output).toContain(text), 5_000);
  return { runner, says, output: () => output };
}

const COUNTS_SIGNALS = `
  let count = 0;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      console.log(signal + " " + ++count);
      if (count === 2) process.exit(7);
    });
  }
  setInterval(() => {}, 1000);
  console.log("ready");`;

test("the exit code of the program is handed on", async () => {
  const { runner } = running("process.exit(5)");
  expect(await once(runner, "exit")).toEqual([5, null]);
});

test("a program that a signal ends gives the code a shell would give", async () => {
  const { runner } = running('process.kill(process.pid, "SIGKILL")');
  expect(await once(runner, "exit")).toEqual([137, null]);
});

test("a Ctrl-C that arrives twice at once reaches the program once; one that comes later is another", async () => {
  const { runner, says, output } = running(COUNTS_SIGNALS);
  await says("ready");
  runner.kill("SIGINT");
  await says("SIGINT 1");
  runner.kill("SIGINT");
  await sleep(400);
  expect(output()).not.toContain("SIGINT 2");
  runner.kill("SIGINT");
  expect(await once(runner, "exit")).toEqual([7, null]);
});

test("SIGTERM is passed on", async () => {
  const { runner, says } = running(COUNTS_SIGNALS);
  await says("ready");
  runner.kill("SIGTERM");
  await says("SIGTERM 1");
});
