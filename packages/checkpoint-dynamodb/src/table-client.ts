import type { TableDefinition } from "./table-definition.ts";

/** A value in DynamoDB's own form; of the other kinds, this store has none. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly SS?: readonly string[];
}

export type Item = Readonly<Record<string, AttributeValue>>;

/** One conditional write: it changes the item, or nothing. */
export type Write =
  | { readonly act: "put"; readonly item: Item; readonly condition: string }
  | {
      readonly act: "update";
      readonly key: Item;
      readonly update: string;
      readonly condition: string;
      readonly values: Item;
    }
  | {
      readonly act: "delete";
      readonly key: Item;
      readonly condition: string;
      readonly values: Item;
    };

export interface WriteResult {
  /** False: the condition did not hold. */
  readonly written: boolean;
  /** After an update: the new item. After a refusal: the item as it is; undefined when there is none. */
  readonly item?: Item | undefined;
}

export interface ScanFilter {
  readonly expression: string;
  readonly values: Item;
}

export interface TableFacts {
  readonly status: string;
  readonly keySchema: readonly { readonly AttributeName?: string; readonly KeyType?: string }[];
  readonly attributes: readonly {
    readonly AttributeName?: string;
    readonly AttributeType?: string;
  }[];
}

/**
 * One table, as the store uses it.
 *
 * - How many at once: as many calls as there are leases.
 * - Until when: each call settles at its deadline, a few seconds, at the latest; all do at `close`.
 * - Errors: what the SDK throws, to be classified. A write that failed may have been applied.
 */
export interface TableClient {
  /** All items that pass the filter, every page, consistently. */
  scan(filter: ScanFilter | undefined): Promise<readonly Item[]>;
  write(write: Write): Promise<WriteResult>;
  /** @returns false when there is a table of this name. */
  createTable(definition: TableDefinition): Promise<boolean>;
  describeTable(): Promise<TableFacts>;
  close(): void;
}
