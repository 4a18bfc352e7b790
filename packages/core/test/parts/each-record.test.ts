import { describe, expect, test } from "vitest";

import type { FunctionContext } from "../../src/model/function-context.ts";
import { eachRecord } from "../../src/parts/each-record.ts";
import { settle } from "../manual-clock.ts";

const context = {} as FunctionContext;
interface Message {
  readonly messageId: string;
  readonly eventSourceARN?: string;
  readonly attributes?: { readonly MessageGroupId?: string };
}
const queue = "arn:aws:sqs:eu-central-1:123456789012:orders";
const message = (messageId: string, group?: string): Message => ({
  messageId,
  eventSourceARN: group === undefined ? queue : `${queue}.fifo`,
  ...(group === undefined ? {} : { attributes: { MessageGroupId: group } }),
});
const quiet = { onError: (): void => {} };

describe("eachRecord", () => {
  test("reports nothing when all is well", async () => {
    const handler = eachRecord<Message>(() => {}, quiet);
    expect(await handler({ Records: [message("1"), message("2")] }, context)).toEqual({
      batchItemFailures: [],
    });
  });

  test("reports what failed and goes on with the others", async () => {
    const seen: string[] = [];
    const handler = eachRecord<Message>((record) => {
      seen.push(record.messageId);
      if (record.messageId === "2") throw new Error("no");
    }, quiet);
    const response = await handler(
      { Records: [message("1"), message("2"), message("3")] },
      context,
    );
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(seen).toEqual(["1", "2", "3"]);
  });

  test("stops a message group at its first failure and goes on with other groups", async () => {
    const seen: string[] = [];
    const handler = eachRecord<Message>((record) => {
      seen.push(record.messageId);
      if (record.messageId === "a1") throw new Error("no");
    }, quiet);
    const Records = [
      message("a1", "a"),
      message("b1", "b"),
      message("a2", "a"),
      message("b2", "b"),
    ];
    expect(await handler({ Records }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: "a1" }, { itemIdentifier: "a2" }],
    });
    expect(seen.toSorted()).toEqual(["a1", "b1", "b2"]);
  });

  test("a message group on a standard queue orders nothing", async () => {
    const Records = ["1", "2"].map((id) => ({
      ...message(id),
      attributes: { MessageGroupId: "tenant" },
    }));
    const handler = eachRecord<Message>((record) => {
      if (record.messageId === "1") throw new Error("no");
    }, quiet);
    expect(await handler({ Records }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: "1" }],
    });
  });

  test("a stream stops at its first failure", async () => {
    const Records = ["1", "2", "3"].map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));
    const handler = eachRecord<(typeof Records)[number]>(({ dynamodb }) => {
      if (dynamodb.SequenceNumber === "2") throw new Error("no");
    }, quiet);
    expect(await handler({ Records }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: "2" }, { itemIdentifier: "3" }],
    });
  });

  test("runs as many at once as it is told", async () => {
    let running = 0;
    let most = 0;
    const handler = eachRecord<Message>(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await settle();
        running -= 1;
      },
      { concurrency: 3 },
    );
    await handler(
      { Records: Array.from({ length: 10 }, (_, index) => message(String(index))) },
      context,
    );
    expect(most).toBe(3);
  });

  test("tells of each error", async () => {
    const heard: unknown[] = [];
    const error = new Error("no");
    const handler = eachRecord<Message>(() => Promise.reject(error), {
      onError: (thrown) => heard.push(thrown),
    });
    await handler({ Records: [message("1")] }, context);
    expect(heard).toEqual([error]);
  });

  test("refuses a concurrency of 0", () => {
    expect(() => eachRecord(() => {}, { concurrency: 0 })).toThrow(
      "eachRecord: concurrency: must be an integer from 1 to 10000 (got 0)",
    );
  });
});
