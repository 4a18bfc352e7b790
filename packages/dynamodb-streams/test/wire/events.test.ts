import { describe, expect, test } from "vitest";

import { collect } from "./collect.ts";
import { createTable } from "./tables.ts";

const sorted = (set: unknown): readonly string[] => (set as string[]).toSorted();

describe("events of DynamoDB Local", () => {
  test.each([
    ["KEYS_ONLY", false, false],
    ["NEW_IMAGE", true, false],
    ["OLD_IMAGE", false, true],
    ["NEW_AND_OLD_IMAGES", true, true],
  ] as const)("the view %s has what it promises", async (view, hasNew, hasOld) => {
    const table = await createTable(view);
    await table.put({ id: { S: "o-1" }, name: { S: "one" } });
    await table.setName("o-1", "two");
    await table.remove("o-1");
    const collector = await collect(table.name);
    const records = await collector.have(3);
    expect(records.map(({ eventName }) => eventName)).toEqual(["INSERT", "MODIFY", "REMOVE"]);
    expect(records.map(({ dynamodb }) => "NewImage" in (dynamodb ?? {}))).toEqual([
      hasNew,
      hasNew,
      false,
    ]);
    expect(records.map(({ dynamodb }) => "OldImage" in (dynamodb ?? {}))).toEqual([
      false,
      hasOld,
      hasOld,
    ]);
    for (const record of records) {
      expect(record).toMatchObject({
        eventID: expect.stringMatching(/^[0-9a-f-]{32,36}$/),
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        eventSourceARN: table.streamArn,
        dynamodb: {
          ApproximateCreationDateTime: expect.any(Number),
          Keys: { id: { S: "o-1" } },
          SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
          SizeBytes: expect.any(Number),
          StreamViewType: view,
        },
      });
      expect(record.userIdentity).toBeUndefined();
    }
  });

  test("every attribute type comes as it stands on the wire, binary in base64 once", async () => {
    const table = await createTable("NEW_IMAGE");
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    await table.put({
      id: { S: "東京" },
      n: { N: "-1.5E-130" },
      b: { B: bytes("foobar") },
      bool: { BOOL: false },
      nul: { NULL: true },
      ss: { SS: ["b", "a"] },
      ns: { NS: ["3", "1"] },
      bs: { BS: [bytes("x"), bytes("yz")] },
      l: { L: [{ S: "" }, { L: [] }, { M: {} }] },
      m: { M: { deep: { M: { er: { NULL: true } } } } },
    });
    const collector = await collect(table.name);
    const [record] = await collector.have(1);
    const image = record?.dynamodb?.NewImage as Record<string, Record<string, unknown>>;
    expect(image["b"]).toEqual({ B: "Zm9vYmFy" });
    expect(image["bool"]).toEqual({ BOOL: false });
    expect(image["nul"]).toEqual({ NULL: true });
    expect(sorted(image["ss"]?.["SS"])).toEqual(["a", "b"]);
    expect(sorted(image["ns"]?.["NS"])).toEqual(["1", "3"]);
    expect(sorted(image["bs"]?.["BS"])).toEqual(["eA==", "eXo="]);
    expect(image["l"]).toEqual({ L: [{ S: "" }, { L: [] }, { M: {} }] });
    expect(image["m"]).toEqual({ M: { deep: { M: { er: { NULL: true } } } } });
    expect(Number(image["n"]?.["N"])).toBe(-1.5e-130);
    expect(record?.dynamodb?.Keys).toEqual({ id: { S: "東京" } });
  });

  test("a delete by TTL names its identity as Lambda does", async () => {
    const table = await createTable("OLD_IMAGE");
    await table.expireBy("expiresAt");
    const expiresAt = String(Math.floor(Date.now() / 1000) - 60);
    await table.put({ id: { S: "o-1" }, expiresAt: { N: expiresAt } });
    const collector = await collect(table.name);
    const records = await collector.have(2);
    expect(records[1]).toMatchObject({
      eventName: "REMOVE",
      userIdentity: { principalId: "dynamodb.amazonaws.com", type: "Service" },
    });
  });

  test("a record written to an idle table is handled within a second", async () => {
    const table = await createTable();
    const collector = await collect(table.name, { source: { idlePollMs: 1_000 } });
    await table.put({ id: { S: "first" } });
    await collector.have(1);
    const tookMs: number[] = [];
    for (let round = 2; round <= 6; round += 1) {
      // Idle for long enough that polling has slowed down.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const sentAtMs = performance.now();
      await table.put({ id: { S: `o-${round}` } });
      await collector.have(round);
      tookMs.push(performance.now() - sentAtMs);
    }
    const median = tookMs.toSorted((a, b) => a - b)[2] ?? Number.POSITIVE_INFINITY;
    expect(median).toBeLessThan(1_000);
  });

  test("a filter on the record's data lets through what it names", async () => {
    const table = await createTable();
    await table.put({ id: { S: "o-1" }, kind: { S: "a" } });
    await table.put({ id: { S: "o-2" }, kind: { S: "b" } });
    const pattern = JSON.stringify({ dynamodb: { NewImage: { kind: { S: ["b"] } } } });
    const collector = await collect(table.name, { filterCriteria: { filters: [{ pattern }] } });
    const records = await collector.have(1);
    expect(records.map(({ dynamodb }) => dynamodb?.Keys?.["id"]?.S)).toEqual(["o-2"]);
  });
});
