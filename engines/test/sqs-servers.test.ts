import { expect, test } from "vitest";
import { sqsServers } from "../src/vitest/sqs-servers.ts";
import { sendAndReceive } from "./queue-client.ts";

test.each(["main", "fauxqs"] as const)("the shared server `%s` answers", async (role) => {
  expect(await sendAndReceive(sqsServers()[role], role)).toEqual([role]);
});

test("they are two servers", () => {
  const { main, fauxqs } = sqsServers();
  expect(main.endpoint).not.toBe(fauxqs.endpoint);
});
