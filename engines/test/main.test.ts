import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { sendAndReceive } from "./queue-client.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

test.each(["SIGINT", "SIGTERM"] as const)(
  "serves until %s, and ends with code 0",
  async (signal) => {
    const command = spawn(process.execPath, [MAIN, "fauxqs"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void command.kill("SIGKILL"));
    const [line] = (await once(createInterface({ input: command.stdout }), "line")) as [string];
    const endpoint = /listens on (http:\S+)\./.exec(line)?.[1] ?? "";
    expect(await sendAndReceive({ endpoint, region: "us-east-1" }, "hello")).toEqual(["hello"]);
    command.kill(signal);
    expect(await once(command, "exit")).toEqual([0, null]);
  },
);

test.each([[[]], [["sqss"]], [["fauxqs", "elasticmq"]], [["fauxqs", "--port", "x"]]])(
  "%j is answered with the usage and code 2",
  (args) => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });
    expect(stderr).toContain("Usage:");
    expect(status).toBe(2);
  },
);

test("an unknown option is named", () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, "fauxqs", "--prot", "1"], {
    encoding: "utf8",
  });
  expect(stderr).toContain("--prot");
  expect(status).toBe(1);
});

test.each([
  { engine: "sqs", name: "ElasticMQ 1\\.7\\.1" },
  { engine: "dynamodb", name: "DynamoDB Local 2\\.6\\.1" },
])("without Java, $engine says so, and no stack is printed", ({ engine, name }) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, engine], {
    encoding: "utf8",
    env: { PATH: "" },
  });
  expect(stderr).toMatch(new RegExp(`^${name}, .* needs Java 17`));
  expect(stderr).not.toContain("    at ");
  expect(status).toBe(1);
});
