import { SourceError } from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import type { LogFormat } from "../../src/config/worker-schema.ts";
import { createLogger } from "../../src/log/create-logger.ts";
import { logMapping } from "../../src/log/log-mapping.ts";
import { HandClock } from "../hand-clock.ts";
import { ToldMapping } from "../told-mapping.ts";

function follow(format: LogFormat = "json", isTTY = false) {
  const written: string[] = [];
  const output = { isTTY, write: (line: string) => void written.push(line) };
  const mapping = new ToldMapping("orders");
  const clock = new HandClock();
  logMapping(mapping.asMapping(), createLogger({ level: "info", format }, output), clock);
  const messages = (): unknown[] =>
    written.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
  return { mapping, clock, written, messages };
}

const batch = { requestId: "r-1", ids: ["a", "b"], bytes: 20, attempt: 1, tookMs: 5 };

describe("the log of a mapping", () => {
  test("tells a failing receive once a minute and class, and when it is over", () => {
    const { mapping, clock, messages } = follow();
    const lost = new SourceError("not-connected", "no answer");
    for (let count = 0; count < 3; count += 1)
      mapping.tell("receiveFailed", { error: lost, backoffMs: 100 });
    mapping.tell("receiveFailed", { error: new SourceError("denied", "go away"), backoffMs: 1 });
    clock.nowMs = 60_000;
    mapping.tell("receiveFailed", { error: lost, backoffMs: 100 });
    mapping.tell("received", { ids: [], bytes: 0, tookMs: 1 });
    mapping.tell("received", { ids: [], bytes: 0, tookMs: 1 });
    expect(messages()).toEqual([
      "orders: cannot receive: no answer; trying again",
      "orders: cannot receive: go away; trying again",
      "orders: cannot receive: no answer; trying again (2 more since)",
      "orders: receiving again",
    ]);
  });

  test("tells failures of the handler with the request's id, and partial ones with the records'", () => {
    const { mapping, written, messages } = follow();
    const failed = { ...batch, failedIds: ["a", "b"] };
    mapping.tell("invoked", { ...failed, verdict: "failure", error: new Error("no stock") });
    mapping.tell("invoked", { ...batch, failedIds: ["b"], verdict: "partial" });
    mapping.tell("invoked", { ...batch, failedIds: [], verdict: "success" });
    expect(messages()).toEqual([
      "orders: 2 records failed: no stock",
      "orders: 1 of 2 records failed and will come again",
    ]);
    expect(JSON.parse(written[0] ?? "")).toMatchObject({
      level: 50,
      mapping: "orders",
      requestId: "r-1",
      err: { message: "no stock" },
    });
    expect(JSON.parse(written[1] ?? "")).toMatchObject({ level: 40, failedIds: ["b"] });
  });

  test("does not name the queue twice", () => {
    const { mapping, messages } = follow();
    mapping.tell("warning", { code: "a", message: "orders: has no dead-letter queue" });
    mapping.tell("warning", { code: "b", message: "kmsKeyArn: has no effect" });
    expect(messages()).toEqual([
      "orders: has no dead-letter queue",
      "orders: kmsKeyArn: has no effect",
    ]);
  });

  test("is an error when a mapping does not come up", () => {
    const { mapping, written } = follow();
    mapping.tell("state", { from: "Creating", to: "Disabled", reason: "no such queue" });
    expect(JSON.parse(written[0] ?? "")).toMatchObject({
      level: 50,
      msg: "orders: Disabled: no such queue",
    });
  });

  test("for people is text, with the stack of a failure", () => {
    const { mapping, written } = follow("pretty");
    const error = new Error("no stock");
    mapping.tell("invoked", { ...batch, failedIds: ["a", "b"], verdict: "failure", error });
    expect(written.join("")).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] ERROR.*: orders: 2 records failed: no stock\n/,
    );
    expect(written.join("")).toContain("log-mapping.test.ts");
    expect(written.join("")).not.toContain("r-1");
  });
});
