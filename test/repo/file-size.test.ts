import { basename } from "node:path";
import { describe, expect, test } from "vitest";

import { countCodeLines } from "./text/count-code-lines.ts";
import { readText, walkFiles } from "./workspace/walk-files.ts";

const LONGEST = 300;
/** A file with such a name has no idea of its own. */
const EMPTY_WORDS = /(^|[^a-z])(utils?|helpers?|commons?|managers?|abstract|impl|misc)(?=$|[^a-z])/;
const CODE = /\.(ts|mts|mjs|js)$/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mts|mjs|js)$/;

const files = walkFiles().filter((path) => CODE.test(path));

describe("source and test files", () => {
  test(`have at most ${LONGEST} lines of code`, () => {
    const long = files
      .map((path) => ({ path, lines: countCodeLines(path, readText(path)) }))
      .filter(({ lines }) => lines > LONGEST);
    expect(long).toEqual([]);
  });

  test("are named after what is in them", () => {
    expect(files.filter((path) => EMPTY_WORDS.test(path))).toEqual([]);
  });

  test("are named in kebab-case", () => {
    expect(files.filter((path) => !KEBAB_CASE.test(basename(path)))).toEqual([]);
  });

  test("are many", () => {
    expect(files.length).toBeGreaterThan(250);
    for (const folder of ["packages/core/src", "packages/core/test", "apps/worker/src", "scripts"])
      expect(files.filter((path) => path.startsWith(`${folder}/`)).length).toBeGreaterThan(5);
  });
});

describe("countCodeLines", () => {
  test("leaves out blank lines and comments", () => {
    const text = "// one\n\n/* two\n three */\nconst a = 1; // four\n/* five */ const b = 2;\n";
    expect(countCodeLines("planted.ts", text)).toBe(2);
  });

  test("counts what only looks like a comment", () => {
    expect(countCodeLines("planted.ts", 'const a = `\n// text\n`;\nconst b = "/*";\n')).toBe(4);
  });
});

describe("a name without an idea", () => {
  test.each(["src/utils.ts", "src/string-util.ts", "src/helpers/a.ts", "src/queue-manager.ts"])(
    "is found: %s",
    (path) => expect(path).toMatch(EMPTY_WORDS),
  );
  test.each(["src/commander.ts", "src/implicit-lane.ts", "src/abstraction.ts"])(
    "is not: %s",
    (path) => expect(path).not.toMatch(EMPTY_WORDS),
  );
});
