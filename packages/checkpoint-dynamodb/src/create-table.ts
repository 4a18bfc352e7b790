import { type Clock, sleep, SourceError } from "@millrace/core/connector";

import type { LeaseTable } from "./lease-table.ts";
import type { TableFacts } from "./table-client.ts";
import { keyAttribute, tableDefinition } from "./table-definition.ts";

const deadlineMs = 120_000;
const firstWaitMs = 50;
const longestWaitMs = 2_000;

/**
 * Creates the table, or finds it there, and waits until it is active.
 * @throws SourceError when there is another table of this name, or it is not active within two minutes.
 */
export async function createTable(table: LeaseTable, clock: Clock): Promise<void> {
  await table.call("creating", (client) => client.createTable(tableDefinition(table.name)));
  const startedMs = clock.now();
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    const status = await statusOf(table);
    // Indexes that somebody adds change the status of a table that works.
    if (status === "ACTIVE" || status === "UPDATING") return;
    if (clock.now() - startedMs > deadlineMs) {
      throw new SourceError(
        "not-connected",
        `creating checkpoint table ${table.name}: it is ${status} and not ACTIVE after ${deadlineMs} ms`,
      );
    }
    await sleep(clock, waitMs);
  }
}

async function statusOf(table: LeaseTable): Promise<string> {
  try {
    const facts = await table.call("creating", (client) => client.describeTable());
    checkKey(table.name, facts);
    return facts.status;
  } catch (error) {
    // A new table may not be known everywhere for a moment.
    if (error instanceof SourceError && error.decision === "missing") return "not there yet";
    throw error;
  }
}

function checkKey(table: string, { keySchema, attributes }: TableFacts): void {
  const [key, ...others] = keySchema;
  const type = attributes.find(
    ({ AttributeName }) => AttributeName === keyAttribute,
  )?.AttributeType;
  if (key?.AttributeName === keyAttribute && others.length === 0 && type === "S") return;
  const found = keySchema.map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`);
  throw new SourceError(
    "refused",
    `table ${table} is there with another key, ${found.join(", ")}: the store needs one with ${keyAttribute}, a string, as its only key. Name another table`,
  );
}
