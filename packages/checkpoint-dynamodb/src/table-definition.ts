/** What CreateTable is called with; give it to your own infrastructure as code as it is. */
export interface TableDefinition {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: "S";
  }[];
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: "HASH" }[];
  readonly BillingMode: "PAY_PER_REQUEST";
}

/** The one attribute that every key of the Kinesis Client Library's lease tables has. */
export const keyAttribute = "leaseKey";

/** The table that the store needs. No index: rows are few, and are always looked at together. */
export function tableDefinition(table: string): TableDefinition {
  return {
    TableName: table,
    AttributeDefinitions: [{ AttributeName: keyAttribute, AttributeType: "S" }],
    KeySchema: [{ AttributeName: keyAttribute, KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  };
}

/** The same as a command, for people. */
export function createTableCommand(table: string): string {
  return (
    `aws dynamodb create-table --table-name ${table} ` +
    `--attribute-definitions AttributeName=${keyAttribute},AttributeType=S ` +
    `--key-schema AttributeName=${keyAttribute},KeyType=HASH --billing-mode PAY_PER_REQUEST`
  );
}
