import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test, vi } from "vitest";
import { processIsGone } from "./process-is-gone.ts";

const INDEX = new URL("../src/index.ts", import.meta.url).href;

/**
 * Only Linux can end a foreign program with its parent; an engine of ours watches its standard
 * input, on every system.
 */
const starter = process.platform === "linux" ? "startElasticMq" : "startFauxqs";

test.each([
  { how: "SIGKILL", ending: "process.stdin.resume();" },
  { how: "an uncaught exception", ending: 'throw new Error("planned");' },
])("a parent that ends by $how takes its engine along", async ({ how, ending }) => {
  const parent = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { ${starter} } from ${JSON.stringify(INDEX)};
       const engine = await ${starter}();
       process.stdout.write(engine.pid + "\\n");
       await new Promise((resolve) => setTimeout(resolve, 100));
       ${ending}`,
    ],
    { stdio: ["pipe", "pipe", "ignore"] },
  );
  const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  const enginePid = Number(line);
  if (how === "SIGKILL") {
    expect(processIsGone(enginePid)).toBe(false);
    parent.kill("SIGKILL");
  }
  await vi.waitFor(() => expect(processIsGone(enginePid)).toBe(true), 5_000);
});
