import { errorCodes } from "@millrace/core";
import { describe, expect, test } from "vitest";

import { interfaceMembers } from "./text/interface-members.ts";
import { readText } from "./workspace/walk-files.ts";

/** What stands in the first column of a page's tables. */
function firstColumn(page: string): readonly string[] {
  return [...readText(page).matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );
}

/** What stands in a file's source between quotes. */
function quoted(path: string): readonly string[] {
  return [...readText(path).matchAll(/"([^"\n]+)"/g)].map(([, text]) => text!);
}

const closeReasons = quoted("packages/core/src/model/batch.ts");

function membersOf(path: string, ...interfaces: readonly string[]): readonly string[] {
  return interfaces.flatMap((name) => interfaceMembers(path, readText(path), name));
}

describe("docs/errors.md", () => {
  const page = readText("docs/errors.md");
  const headings = [...page.matchAll(/^## (MILLRACE_\w+)$/gm)].map(([, code]) => code!);

  test("has a heading for each code, in the order of the list, and no other", () => {
    expect(Object.keys(errorCodes).length).toBeGreaterThan(10);
    expect(headings).toEqual(Object.keys(errorCodes));
  });

  test("says of each code what causes it and what to do", () => {
    for (const section of page.split(/^## /m).slice(1))
      expect(section).toMatch(/^MILLRACE_\w+\n\n\*\*Cause\.\*\* [^]+\n\n\*\*Remedy\.\*\* /);
  });
});

describe("docs/mapping-options.md", () => {
  const options = [
    ...membersOf("packages/core/src/contracts/mapping-options.ts", "QueueMappingOptions"),
    ...membersOf("packages/core/src/contracts/mapping-options.ts", "FunctionOptions"),
    ...membersOf("packages/core/src/contracts/stream-options.ts", "StreamMappingOptions"),
  ].map((name) => (name === "filterCriteria.filters" ? `${name}[].pattern` : name));

  test("has a row for each option, and no other", () => {
    const documented = firstColumn("docs/mapping-options.md");
    expect(new Set(options).size).toBeGreaterThan(25);
    expect(new Set(documented)).toEqual(new Set([...options, ...closeReasons]));
  });
});

describe("docs/sqs.md", () => {
  test("has a row for each option of the source", () => {
    const options = membersOf("packages/sqs/src/options.ts", "SqsSettings");
    expect(options.length).toBeGreaterThan(8);
    expect(firstColumn("docs/sqs.md")).toEqual(
      expect.arrayContaining(["queueUrl", "eventSourceArn", "credentials", ...options]),
    );
  });

  test("has a row for each warning", () => {
    const files = ["checks.ts", "open-queue.ts", "receiver.ts"].map(
      (file) => `packages/sqs/src/${file}`,
    );
    const codes = files.flatMap(quoted).filter((text) => /^[a-z]+(-[a-z]+)+$/.test(text));
    const warnings = codes.filter((code) => code !== "not-connected");
    expect(new Set(warnings).size).toBeGreaterThan(5);
    expect(firstColumn("docs/sqs.md")).toEqual(expect.arrayContaining(warnings));
  });
});

describe("docs/observability.md", () => {
  const page = readText("docs/observability.md");
  const documented = firstColumn("docs/observability.md");

  test("has a row for each event, with all that it carries", () => {
    const path = "packages/core/src/contracts/mapping-events.ts";
    const carried = membersOf(path, "MappingEvents").map((name) => name.split("."));
    expect(carried.length).toBeGreaterThan(30);
    for (const [event, part] of carried) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${event}\` |`));
      expect(row, event).toBeDefined();
      if (part !== undefined) expect(row).toContain(`\`${part}\``);
    }
  });

  test("has a row for each attribute of a span", () => {
    const names = quoted("packages/core/src/base/semconv.ts").filter((text) =>
      /^(messaging|millrace|faas|error|aws)\.[a-z_.]+$/.test(text),
    );
    expect(names.length).toBeGreaterThan(12);
    expect(documented).toEqual(expect.arrayContaining(names));
  });
});

describe("docs/worker.md", () => {
  const documented = firstColumn("docs/worker.md");

  test("has a row for each metric, and a place for each label", () => {
    const names = quoted("apps/worker/src/telemetry/metric-names.ts");
    const page = readText("docs/worker.md") + readText("docs/observability.md");
    expect(names.length).toBeGreaterThan(25);
    for (const name of names) expect(page).toContain(`\`${name}\``);
    const metrics = names.slice(0, names.indexOf("millrace.mapping.state") + 1);
    expect(documented).toEqual(expect.arrayContaining(metrics));
  });

  test("has a row for each exit code", () => {
    const codes = readText("apps/worker/src/cli/exit-codes.ts").match(/(?<=: )\d+/g) ?? [];
    const rows = [...readText("docs/worker.md").matchAll(/^\| (\d+(?:, \d+)*) \|/gm)];
    expect(codes.length).toBeGreaterThan(5);
    expect(rows.flatMap(([, cell]) => cell!.split(", "))).toEqual(codes);
  });

  test("has a row for each key of the file", () => {
    const path = "apps/worker/src/config/worker-schema.ts";
    const keys = membersOf(path, "HttpOptions").map((name) => `http.${name}`);
    expect(keys.length).toBeGreaterThan(2);
    expect(documented).toEqual(
      expect.arrayContaining(["mappings", "drainTimeoutInSeconds", "log.level", ...keys]),
    );
  });
});
