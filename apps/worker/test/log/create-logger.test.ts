import { expect, test } from "vitest";

import type { LogFormat } from "../../src/config/worker-schema.ts";
import { createLogger } from "../../src/log/create-logger.ts";

/** What is written for one message. */
function write(msg: string, format?: LogFormat, isTTY = false): string {
  let written = "";
  const output = { isTTY, write: (text: string) => void (written += text) };
  createLogger({ format }, output).info(msg);
  return written;
}

test.each([
  [undefined, false, true],
  [undefined, true, false],
  ["json", true, true],
  ["pretty", false, false],
] as const)("format %j with isTTY %j: JSON is %j", (format, isTTY, isJson) => {
  expect(write("hello", format, isTTY).startsWith("{")).toBe(isJson);
});

test.each([
  ["colours and clearing", "a\u001B[31mb\u001B[2Jc", "a\uFFFD[31mb\uFFFD[2Jc"],
  ["a return to the line's start", "paid\rfake", "paid\uFFFDfake"],
  ["eight-bit controls", "a\u009B1mb\u007F", "a\uFFFD1mb\uFFFD"],
  ["a turn of the writing direction", "a\u202Eb", "a\uFFFDb"],
  ["the character that rings", "a\u0007b", "a\uFFFDb"],
])("a terminal is not made to obey %s", (_, msg, shown) => {
  expect(write(msg, "pretty")).toContain(`INFO: ${shown}\n`);
});

test.each(["C:\\bin\\rat", "a\\u001bb", "two\n  lines\tand a tab", "é 日本 😀"])(
  "%j is written as it is",
  (msg) => {
    expect(write(msg, "pretty")).toContain(`INFO: ${msg}\n`);
  },
);

test("JSON keeps every character: machines read it", () => {
  const msg = "a\u001B[31m\u202E\r";
  expect((JSON.parse(write(msg, "json")) as { readonly msg: string }).msg).toBe(msg);
});
