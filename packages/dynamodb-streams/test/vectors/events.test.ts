import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { ChangeRecord } from "../../src/change-record.ts";
import { toEvent } from "../../src/event.ts";
import type { WireRecord } from "../../src/stream-client.ts";

interface EventCase {
  readonly name: string;
  readonly input: { readonly eventSourceArn: string; readonly records: readonly WireRecord[] };
  readonly expected: unknown;
}

const { cases } = JSON.parse(
  readFileSync(new URL("./events.json", import.meta.url), "utf8"),
) as { readonly cases: readonly EventCase[] };

const toRecords = ({ input }: EventCase): readonly ChangeRecord[] =>
  (JSON.parse(JSON.stringify(input.records)) as readonly WireRecord[]).map(
    (wire) => new ChangeRecord(wire, input.eventSourceArn),
  );

describe("Lambda's event", () => {
  test("there are cases to run", () => {
    expect(cases.length).toBe(16);
  });

  test.each(cases)("$name", (one) => {
    const records = toRecords(one);
    expect(toEvent(records)).toEqual(one.expected);
    // Built anew: a handler may change what it gets.
    expect(toEvent(records)).toEqual(one.expected);
  });

  test.each(cases)("$name: the bytes are those of the serialised event", (one) => {
    const records = toRecords(one);
    const bytes = records.reduce((sum, record) => sum + record.bytes, '{"Records":['.length + 1);
    expect(bytes).toBe(Buffer.byteLength(JSON.stringify(toEvent(records))));
  });

  test.each(cases)("$name: the stream's ARN comes last", (one) => {
    for (const { toItem } of toRecords(one).map((record) => ({ toItem: () => record.toItem() })))
      expect(Object.keys(toItem()).at(-1)).toBe("eventSourceARN");
  });
});
