import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createEmptyProject, type EmptyProject } from "./packed/empty-project.ts";
import { type LocalSqs, startLocalSqs } from "./packed/local-sqs.ts";
import { runCommand } from "./packed/run-command.ts";
import { publishablePackages } from "./workspace/packages.ts";
import { ROOT } from "./workspace/root.ts";

/** Half a minute as a rule; npm fetches from its registry. */
const SET_UP_MS = 120_000;
const COMPILE_MS = 40_000;
const RUN_MS = 20_000;

/** What a user of the packages would write. */
const PROGRAMS = [
  new URL("./packed/programs/consumer.json", import.meta.url),
  new URL("./packed/programs/import-entries.mjs", import.meta.url),
  new URL("./packed/programs/millrace.yaml", import.meta.url),
  new URL("./packed/programs/plain-memory.mjs", import.meta.url),
  new URL("./packed/programs/plain-sqs.mjs", import.meta.url),
  new URL("./packed/programs/stop-after-one.mjs", import.meta.url),
  new URL("./packed/programs/typed-memory.ts", import.meta.url),
  new URL("./packed/programs/typed-sqs.ts", import.meta.url),
];

let project: EmptyProject;
let server: LocalSqs;

beforeAll(async () => {
  project = await createEmptyProject(PROGRAMS);
  server = await startLocalSqs();
  await compile("the repository's TypeScript");
}, SET_UP_MS);

afterAll(async () => {
  await server?.stop();
  await project?.remove();
});

const entries = publishablePackages.flatMap(({ manifest }) =>
  Object.keys(manifest.exports ?? {}).map((entry) => join(manifest.name, entry)),
);

function optionalPeersOf(entry: string): readonly string[] {
  const owner = publishablePackages.find(({ manifest }) =>
    `${entry}/`.startsWith(`${manifest.name}/`),
  );
  return Object.keys(owner?.manifest.peerDependenciesMeta ?? {});
}

function compile(by: string, ...args: readonly string[]): Promise<string> {
  const compiler =
    by === "the repository's TypeScript"
      ? join(ROOT, "node_modules", "typescript", "bin", "tsc")
      : project.oldestTypeScript;
  return node("this Node", compiler, ["-p", "consumer.json", ...args], {}, COMPILE_MS);
}

function node(
  which: string,
  program: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  timeoutMs = RUN_MS,
): Promise<string> {
  const command = which === "this Node" ? process.execPath : project.oldestNode;
  return runCommand(command, [program, ...args], { cwd: project.folder, env, timeoutMs });
}

describe("the packed packages, installed in an empty project", () => {
  test("are all there, from their tarballs", async () => {
    const listing = await runCommand("npm", ["ls", "--json", "--depth=0"], {
      cwd: project.folder,
      timeoutMs: RUN_MS,
    });
    const { dependencies } = JSON.parse(listing) as {
      dependencies: Record<string, { resolved: string }>;
    };
    expect(project.packed.length).toBeGreaterThanOrEqual(4);
    for (const { package: owner } of project.packed)
      expect(dependencies[owner.manifest.name]?.resolved).toMatch(/^file:.*\.tgz$/);
  });

  test(
    "type-check with the oldest TypeScript that they promise to work with",
    async () => {
      expect(await compile("the oldest TypeScript", "--version")).toMatch(/^Version 5\.9\./);
      await compile("the oldest TypeScript", "--noEmit");
    },
    2 * COMPILE_MS,
  );
});

describe.each(["this Node", "the oldest Node"])("on %s", (which) => {
  test("runs the version that is meant", async () => {
    const version = await node(which, "--version");
    expect(version).toMatch(which === "this Node" ? /^v(2[4-9]|[3-9]\d)\./ : /^v22\./);
  });

  test(
    "each entry can be imported, or says which optional peer it wants",
    async () => {
      const said = await node(which, "import-entries.mjs", entries);
      const lines = said.trim().split("\n");
      expect(lines).toHaveLength(entries.length);
      for (const line of lines) {
        const [, entry = "", missing] = /^(\S+) misses (\S+)$/.exec(line) ?? [];
        if (missing === undefined) expect(line).toMatch(/ exports [1-9]\d*$/);
        else expect(optionalPeersOf(entry)).toContain(missing);
      }
      expect(lines.filter((line) => line.includes(" exports ")).length).toBeGreaterThanOrEqual(4);
    },
    RUN_MS,
  );

  test.each(["plain-memory.mjs", "compiled/typed-memory.js"])(
    "%s handles a message of a queue in memory and ends",
    async (program) => {
      expect(await node(which, program)).toBe("handled in memory\nfinished 1, abandoned 0\n");
    },
    RUN_MS,
  );

  test.each(["plain-sqs.mjs", "compiled/typed-sqs.js"])(
    "%s handles a message of SQS and ends",
    async (program) => {
      const env = await server.queueWith("an order");
      const said = await node(which, program, [], env);
      expect(said).toBe("handled an order\nfinished 1, abandoned 0\n");
    },
    RUN_MS,
  );

  test(
    "the command finds its connector, handles a message of SQS, and drains at SIGTERM",
    async () => {
      const env = await server.queueWith("an order");
      const command = "node_modules/.bin/millrace";
      expect(await node(which, command, ["--version"])).toMatch(/^\d+\.\d+\.\d+\n$/);
      expect(await node(which, command, ["check"], env)).toContain("millrace.yaml is right\n");
      expect(await node(which, command, ["run"], env)).toBe("handled an order\n");
    },
    RUN_MS,
  );
});
