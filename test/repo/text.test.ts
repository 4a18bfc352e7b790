import { homedir } from "node:os";
import { describe, expect, test } from "vitest";

import { findLeftOutTests } from "./text/left-out-tests.ts";
import { runCommand } from "./packed/run-command.ts";
import { ROOT } from "./workspace/root.ts";
import { readText, walkFiles } from "./workspace/walk-files.ts";

const BINARY = /\.(png|jpg|gif|ico|woff2?)$/;
const LOCKFILE = "pnpm-lock.yaml";
const files = walkFiles().filter((path) => !BINARY.test(path));
const testFiles = files.filter((path) => /\.test\.(ts|mjs)$/.test(path));

/** Put together here, so that this file does not hold what it looks for. */
const WORDS = [
  ["TO", "DO"],
  ["FIX", "ME"],
  ["X", "XX"],
  ["HA", "CK"],
].map((parts) => parts.join(""));
const UNFINISHED = new RegExp(`\\b(${WORDS.join("|")})\\b`);
const REGISTRIES = [
  ["registry", "npmjs", "org"],
  ["registry", "npmjs", "com"],
  ["registry", "yarnpkg", "com"],
  ["npm", "pkg", "github", "com"],
  ["repo", "maven", "apache", "org"],
  ["repo1", "maven", "org"],
  ["proxy", "golang", "org"],
].map((parts) => parts.join("."));
const HOMES = ["home", "Users", "root", "work", "workspace"].join("|");
const MACHINE_PATH = new RegExp(`(?<![\\w.~}/-])/(${HOMES})/\\w|[A-Z]:\\\\Users\\\\`);

function linesWith(path: string, wanted: (line: string) => boolean): readonly string[] {
  return readText(path)
    .split("\n")
    .flatMap((line, index) => (wanted(line) ? [`${path}:${index + 1}`] : []));
}

/** True when an absolute path starts in the line, and is not the end of a longer one. */
function holdsPath(line: string, path: string): boolean {
  const at = line.indexOf(`${path}/`);
  return at !== -1 && !/[\w.~}-]/.test(line.charAt(at - 1));
}

describe("every file of the repository", () => {
  test("is finished", () => {
    const unfinished = files
      .filter((path) => path !== LOCKFILE)
      .flatMap((path) => linesWith(path, (line) => UNFINISHED.test(line)));
    expect(unfinished).toEqual([]);
  });

  test("holds no path of a machine", () => {
    // Somebody's home can be the root of a container.
    const own = [homedir(), ROOT].filter((path) => path.length > 2);
    const isPath = (line: string): boolean =>
      MACHINE_PATH.test(line) || own.some((path) => holdsPath(line, path));
    expect(files.flatMap((path) => linesWith(path, isPath))).toEqual([]);
  });

  test("names no host of a registry, not even the one that this machine uses", async () => {
    const args = ["config", "get", "registry"];
    const configured = await runCommand("npm", args, { cwd: ROOT, timeoutMs: 20_000 });
    const { hostname } = new URL(configured.trim());
    // A registry on this machine has a host that says nothing.
    const hosts = /^(localhost|[\d.:[\]]+)$/.test(hostname)
      ? REGISTRIES
      : [...REGISTRIES, hostname];
    const namesHost = (line: string): boolean => hosts.some((host) => line.includes(host));
    expect(files.flatMap((path) => linesWith(path, namesHost))).toEqual([]);
  });

  test("is seen", () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files).toEqual(
      expect.arrayContaining([LOCKFILE, ".ci/run", ".github/workflows/ci.yml"]),
    );
  });
});

describe("every test file", () => {
  test("runs all of its tests", () => {
    const leftOut = testFiles.flatMap((path) =>
      findLeftOutTests(path, readText(path)).map((found) => `${path}: ${found}`),
    );
    expect(leftOut).toEqual([]);
  });

  test("is seen", () => {
    expect(testFiles.length).toBeGreaterThan(40);
  });
});

describe("what is looked for is found", () => {
  test.each(WORDS.map((word) => `// ${word}: later`))("unfinished: %s", (line) => {
    expect(line).toMatch(UNFINISHED);
  });

  test.each(["home/ann", "Users/ann", "root/x", "work/main"])("a machine's path: /%s", (path) => {
    expect(`"/${path}"`).toMatch(MACHINE_PATH);
    expect(`"src/${path}"`).not.toMatch(MACHINE_PATH);
  });

  test.each(["test.skip", "it.only", "describe.todo", "test.skipIf", "test.concurrent.only"])(
    "a test that is left out: %s",
    (call) => {
      expect(findLeftOutTests("planted.test.ts", `${call}("a", () => {});`)).toEqual([call]);
    },
  );

  test("a test that leaves itself out", () => {
    const text = 'test("a", (context) => context.skip());';
    expect(findLeftOutTests("planted.test.ts", text)).toEqual(["context.skip"]);
  });

  test("not what is only called so", () => {
    expect(findLeftOutTests("planted.test.ts", "limits.only; 'test.skip';")).toEqual([]);
  });
});
