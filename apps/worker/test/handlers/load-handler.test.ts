import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { writeFiles } from "../temporary-folder.ts";
import { javaScriptFiles } from "./handler-files.ts";
import { type Loaded, loadInNode } from "./load-in-node.ts";

const root = mkdtempSync(join(tmpdir(), "millrace-handlers-"));

/** Handler strings and what they answer. */
const answers: readonly (readonly [handler: string, answer: unknown, why: string])[] = [
  ["plain.handler", 1, "a module beside the file"],
  ["./plain.handler", 2, "a path, and the module's state lives on"],
  ["plain.nested.deep.handler", "deep", "dots lead into objects"],
  ["plain.onDefault", "default", "the default export is looked through too"],
  ["bare.handler", "extensionless", "a file without an ending comes first"],
  ["order.handler", "js", ".js comes before .mjs, and both before .ts"],
  ["common.handler", "cjs", "CommonJS"],
  ["top-level-await.handler", "awaited", "top-level await"],
  ["sub/dir/index.handler", "sub", "folders"],
  [`${root}/sub/dir/index.handler`, "sub", "an absolute path"],
  ["packaged.handler", "package", "a package in node_modules"],
  ["streaming.handler", { batchItemFailures: [] }, "a stream is collected and read as JSON"],
];

/** Handler strings and the errors that AWS's runtime gives. */
const refusals: readonly (readonly [handler: string, message: string])[] = [
  [
    "../plain.handler",
    "Runtime.MalformedHandlerName: '../plain.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
  ],
  [
    "sub/../../x.handler",
    "Runtime.MalformedHandlerName: 'sub/../../x.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
  ],
  ["plain", "Runtime.MalformedHandlerName: Bad handler"],
  ["sub/plain", "Runtime.MalformedHandlerName: Bad handler"],
  ["nowhere.handler", "Runtime.ImportModuleError: Error: Cannot find module 'nowhere'"],
  ["plain.other", "Runtime.HandlerNotFound: plain.other is undefined or not exported"],
  [
    "plain.nested.other.x",
    "Runtime.HandlerNotFound: plain.nested.other.x is undefined or not exported",
  ],
  ["plain.text", "Runtime.HandlerNotFound: plain.text is not a function"],
  ["broken.handler", "Runtime.UserCodeSyntaxError: SyntaxError: Unexpected end of input"],
  ["throws.handler", "RangeError: no luck while loading"],
];

let loaded: Readonly<Record<string, Loaded>>;

beforeAll(async () => {
  writeFiles(root, javaScriptFiles);
  loaded = await loadInNode(root, [
    ...answers.map(([handler]) => handler),
    ...refusals.map(([handler]) => handler),
    "missing-import.handler",
    "missing-require.handler",
    "streaming.unfinished",
    "streaming.text",
    "streaming.plain",
  ]);
});

afterAll(() => rmSync(root, { recursive: true }));

describe("a handler string", () => {
  test.each(answers)("%s answers %j: %s", (handler, answer) => {
    expect(loaded[handler]).toEqual({ answer });
  });

  test.each(refusals)("%s is refused: %s", (handler, message) => {
    expect(loaded[handler]).toMatchObject({ code: "MILLRACE_HANDLER_LOAD", message });
  });

  test("that leads to a missing package gives the error's own name, as ES modules do on AWS", () => {
    expect(loaded["missing-import.handler"]?.message).toMatch(
      /^Error: Cannot find package 'not-there-at-all' imported from/,
    );
  });

  test("that leads to a missing require is an ImportModuleError", () => {
    expect(loaded["missing-require.handler"]?.message).toMatch(
      /^Runtime\.ImportModuleError: Cannot find module 'not-there-at-all'/,
    );
  });
});

describe("a streaming handler", () => {
  test("that does not end its stream fails", () => {
    expect(loaded["streaming.unfinished"]?.thrown).toBe("Error: Response stream is not finished.");
  });

  test("that writes something else than JSON has given an unreadable response", () => {
    expect(loaded["streaming.text"]?.thrown).toContain("has written a stream that is not JSON");
  });

  test("that is not async fails", () => {
    expect(loaded["streaming.plain"]?.thrown).toBe(
      "TypeError: Streaming does not support non-async handlers.",
    );
  });
});
