import type { TableLayout } from "./options.ts";
import type { Item, ScanFilter } from "./table-client.ts";

/** How the rows of one stream and group are found and named in the table. */
export interface LeaseKeys {
  /** `leaseKey` of a row. */
  keyOf(id: string): string;
  /** The id of an item's row; undefined for an item of another scope. */
  idOf(leaseKey: string): string | undefined;
  /** What a scan leaves out. */
  readonly filter: ScanFilter | undefined;
  /** Attributes that tell people, and other processes, whose row it is. */
  namesOf(id: string): Item;
  /** False for an item that names another stream or group, where a table serves one alone. */
  isOwn(item: Item): boolean;
}

export function leaseKeys(layout: TableLayout, source: string, group: string): LeaseKeys {
  switch (layout) {
    case "shared":
      return sharedKeys(source, group);
    case "kcl":
      return kclKeys(JSON.stringify([source, group]));
    default:
      return layout satisfies never;
  }
}

/** No encoded part holds a slash: no two scopes have a prefix in common. */
function sharedKeys(source: string, group: string): LeaseKeys {
  const prefix = `${encodeURIComponent(group)}/${encodeURIComponent(source)}/`;
  return {
    keyOf: (id) => prefix + id,
    idOf: (leaseKey) => (leaseKey.startsWith(prefix) ? leaseKey.slice(prefix.length) : undefined),
    filter: {
      expression: "begins_with(leaseKey, :prefix)",
      values: { ":prefix": { S: prefix } },
    },
    namesOf: (id) => ({ streamName: { S: source }, shardId: { S: id }, mrGroup: { S: group } }),
    isOwn: () => true,
  };
}

function kclKeys(scope: string): LeaseKeys {
  return {
    keyOf: (id) => id,
    idOf: (leaseKey) => leaseKey,
    filter: undefined,
    namesOf: () => ({ mrScope: { S: scope } }),
    isOwn: ({ mrScope }) => mrScope === undefined || mrScope.S === scope,
  };
}
