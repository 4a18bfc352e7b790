import type {
  CheckpointScope,
  CheckpointStore,
  NewShardRow,
  ShardClaim,
  ShardPosition,
  ShardRow,
} from "../contracts/checkpoint-store.ts";
import type { Standing } from "../contracts/stream-source.ts";

/**
 * Positions and leases in memory: for tests, for simulations, and for streams whose position may be
 * forgotten at the end of the process. The reference for the other stores.
 */
export function createMemoryStore(): CheckpointStore {
  const scopes = new Map<string, MemoryScope>();
  return {
    scope(source, group) {
      const key = JSON.stringify([source, group]);
      let scope = scopes.get(key);
      if (scope === undefined) scopes.set(key, (scope = new MemoryScope()));
      return scope;
    },
    close: () => Promise.resolve(),
  };
}

interface StoredRow extends ShardRow {
  readonly fence: number;
}

class MemoryScope implements CheckpointScope {
  readonly #rows = new Map<string, StoredRow>();

  async rows(): Promise<readonly ShardRow[]> {
    return [...this.#rows.values()];
  }

  async add(rows: readonly NewShardRow[]): Promise<void> {
    for (const row of rows) {
      if (!this.#rows.has(row.id)) this.#rows.set(row.id, { ...row, version: 0, fence: 0 });
    }
  }

  async claim(seen: ShardRow, worker: string): Promise<ShardClaim | undefined> {
    const row = this.#unchanged(seen);
    if (row === undefined) return undefined;
    const { heir: _heir, ...rest } = row;
    const claimed = this.#write({
      ...rest,
      owner: worker,
      version: row.version + 1,
      fence: row.owner === worker ? row.fence : row.fence + 1,
    });
    return new MemoryClaim(claimed, this.#access());
  }

  async offer(seen: ShardRow, heir: string): Promise<boolean> {
    const row = this.#rows.get(seen.id);
    if (row?.owner === undefined || row.owner !== seen.owner || row.heir !== undefined)
      return false;
    // The version stays: the owner's heartbeat must not break over a question.
    this.#write({ ...row, heir });
    return true;
  }

  async forget(seen: ShardRow): Promise<boolean> {
    const row = this.#unchanged(seen);
    if (row?.position.at !== "end") return false;
    return this.#rows.delete(row.id);
  }

  #unchanged(seen: ShardRow): StoredRow | undefined {
    const row = this.#rows.get(seen.id);
    return row?.version === seen.version && row.owner === seen.owner ? row : undefined;
  }

  #write(row: StoredRow): StoredRow {
    this.#rows.set(row.id, row);
    return row;
  }

  #access(): RowAccess {
    return { read: (id) => this.#rows.get(id), write: (row) => this.#write(row) };
  }
}

interface RowAccess {
  read(id: string): StoredRow | undefined;
  write(row: StoredRow): StoredRow;
}

class MemoryClaim implements ShardClaim {
  readonly fence: number;
  readonly row: ShardRow;
  readonly #access: RowAccess;
  #version: number;

  constructor(row: StoredRow, access: RowAccess) {
    this.fence = row.fence;
    this.row = row;
    this.#access = access;
    this.#version = row.version;
  }

  async renew(tipAtMs?: number): Promise<Standing> {
    return this.#write(tipAtMs === undefined ? {} : { tipAtMs });
  }

  async save(position: ShardPosition): Promise<Standing> {
    return this.#write({ position });
  }

  async release(): Promise<void> {
    const row = this.#own();
    if (row === undefined) return;
    const { owner: _owner, heir, ...rest } = row;
    const version = row.version + 1;
    this.#access.write(
      heir === undefined
        ? { ...rest, version }
        : { ...rest, owner: heir, version, fence: row.fence + 1 },
    );
    this.#version = -1;
  }

  #write(change: Partial<Pick<StoredRow, "position" | "tipAtMs">>): Standing {
    const row = this.#own();
    if (row === undefined) return "lost";
    this.#version = row.version + 1;
    this.#access.write({ ...row, ...change, version: this.#version });
    return row.heir === undefined ? "held" : "wanted";
  }

  #own(): StoredRow | undefined {
    const row = this.#access.read(this.row.id);
    return row?.version === this.#version && row.owner === this.row.owner ? row : undefined;
  }
}
