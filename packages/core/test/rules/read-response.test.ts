import { describe, expect, test } from "vitest";

import { namesFailures, readResponse } from "../../src/rules/read-response.ts";

const ids = new Set(["a", "b"]);

describe("readResponse", () => {
  test("a getter that throws makes the response malformed", () => {
    const hostile = {
      get batchItemFailures(): unknown {
        throw new Error("gotcha");
      },
    };
    expect(readResponse(hostile, ids)).toEqual({
      kind: "malformed",
      problem: "the handler's response cannot be read: gotcha",
    });
  });

  test("a proxy that throws something unreadable makes the response malformed", () => {
    const unreadable = {
      toString(): string {
        throw new Error("again");
      },
    };
    const hostile = new Proxy(
      {},
      {
        get() {
          // oxlint-disable-next-line typescript/only-throw-error -- handlers throw anything
          throw unreadable;
        },
      },
    );
    expect(readResponse(hostile, ids).kind).toBe("malformed");
  });

  test("names the entry that is wrong", () => {
    const response = { batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "c" }] };
    expect(readResponse(response, ids)).toMatchObject({
      kind: "malformed",
      problem: expect.stringContaining("batchItemFailures[1]") as string,
    });
  });

  test("a function or a symbol is not a batch response", () => {
    expect(readResponse(() => {}, ids).kind).toBe("malformed");
    expect(readResponse(Symbol("x"), ids).kind).toBe("malformed");
  });
});

describe("namesFailures", () => {
  test.each([
    [{ batchItemFailures: [{ itemIdentifier: "a" }] }, true],
    [{ batchItemFailures: [] }, false],
    [{ batchItemFailures: null }, false],
    ["batchItemFailures", false],
    [undefined, false],
  ])("%j: %s", (payload, expected) => {
    expect(namesFailures(payload)).toBe(expected);
  });

  test("a response that cannot be read names none", () => {
    const hostile = {
      get batchItemFailures(): unknown {
        throw new Error("gotcha");
      },
    };
    expect(namesFailures(hostile)).toBe(false);
  });
});
