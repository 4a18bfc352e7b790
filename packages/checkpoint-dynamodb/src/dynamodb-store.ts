import { type CheckpointStore, systemClock, systemRandom } from "@millrace/core/connector";

import { checkOptions, refuseUse } from "./check-options.ts";
import { connectTable } from "./client.ts";
import { createTable } from "./create-table.ts";
import { DynamoDbScope } from "./dynamodb-scope.ts";
import { leaseKeys } from "./lease-keys.ts";
import { LeaseTable } from "./lease-table.ts";
import type { DynamoDbStoreOptions } from "./options.ts";

export interface DynamoDbStore extends CheckpointStore {
  /**
   * Creates the table, on demand and without indexes, or finds it there, and waits until it is active. The
   * store never does this by itself.
   * @throws SourceError when it may not, or there is another table of this name.
   */
  createTable(): Promise<void>;
}

/**
 * Positions and leases in a DynamoDB table: for a fleet. Rows have the form of the Kinesis Client
 * Library's leases, and every act is one conditional write. Nothing is connected before the first call.
 *
 * @throws ConfigurationError with every option that is refused.
 */
export function dynamodbStore(options: DynamoDbStoreOptions): DynamoDbStore {
  const checked = checkOptions(options);
  const { layout = "shared", clock = systemClock, random = systemRandom } = checked;
  const table = new LeaseTable(checked.table, connectTable(checked, clock));
  let onlyScope: string | undefined;
  return {
    scope(source, group) {
      if (layout === "kcl") {
        const scope = JSON.stringify([source, group]);
        onlyScope ??= scope;
        if (onlyScope !== scope) throw refuseSecondScope(onlyScope, scope);
      }
      return new DynamoDbScope(table, leaseKeys(layout, source, group), random);
    },
    createTable: () => createTable(table, clock),
    close: async () => table.close(),
  };
}

function refuseSecondScope(first: string, second: string): Error {
  return refuseUse({
    option: "layout",
    value: "kcl",
    problem: `serves one stream and one group: the table has ${first}, and is to have ${second} too`,
    hint: 'Give each its own table, or use the layout "shared"',
  });
}
