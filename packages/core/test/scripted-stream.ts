import { MillraceError } from "../src/base/millrace-error.ts";
import type { StreamOpening, StreamSourceDefinition } from "../src/contracts/stream-connector.ts";
import type {
  OwnedShard,
  RecordPage,
  Standing,
  StreamRecord,
  StreamSource,
} from "../src/contracts/stream-source.ts";

export interface ScriptedItem {
  readonly sequence: string;
}

export interface ScriptedStreamEvent {
  readonly Records: readonly ScriptedItem[];
}

export interface ScriptedRecord {
  readonly id: string;
  readonly key?: string;
  readonly arrivedAtMs?: number;
  readonly bytes?: number;
}

/** A shard whose pages a test hands in one by one. */
export class ScriptedShard implements OwnedShard<ScriptedItem> {
  readonly id: string;
  readonly calls: string[] = [];
  standing: Standing = "held";
  readonly #revoking = new AbortController();
  readonly #pages: RecordPage<ScriptedItem>[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(id: string) {
    this.id = id;
  }

  get revoked(): AbortSignal {
    return this.#revoking.signal;
  }

  /** Pages that nobody has read yet. */
  get unread(): number {
    return this.#pages.length;
  }

  page(...records: readonly (string | ScriptedRecord)[]): void {
    this.#pages.push({ records: records.map((record) => toRecord(record)) });
    this.#wake?.();
  }

  close(): void {
    this.#ended = true;
    this.#wake?.();
  }

  revoke(lost: boolean): void {
    const reason = new MillraceError("MILLRACE_LEASE_LOST", lost ? "lost" : "wanted");
    this.#revoking.abort(Object.assign(reason, { lost }));
  }

  async *pages({
    signal,
  }: {
    readonly signal: AbortSignal;
  }): AsyncGenerator<RecordPage<ScriptedItem>> {
    while (!signal.aborted) {
      const page = this.#pages.shift();
      if (page !== undefined) {
        yield page;
        continue;
      }
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  async commit(position: string): Promise<Standing> {
    this.calls.push(`commit ${position}`);
    return this.standing;
  }

  async end(): Promise<Standing> {
    this.calls.push("end");
    return this.standing;
  }

  abandon(): void {
    this.calls.push("abandon");
  }

  async release(): Promise<void> {
    this.calls.push("release");
  }
}

function toRecord(record: string | ScriptedRecord): StreamRecord<ScriptedItem> {
  const { id, key, arrivedAtMs, bytes } = typeof record === "string" ? { id: record } : record;
  return {
    id,
    position: id,
    bytes: bytes ?? 100,
    orderKey: key ?? id,
    ...(arrivedAtMs === undefined ? {} : { arrivedAtMs }),
    toItem: () => ({ sequence: id }),
  };
}

/** A stream whose shards a test hands out. */
export class ScriptedStream {
  readonly calls: string[] = [];
  opening: StreamOpening | undefined;
  readonly #shards: ScriptedShard[] = [];
  #wake: (() => void) | undefined;

  give(...shards: readonly ScriptedShard[]): void {
    this.#shards.push(...shards);
    this.#wake?.();
  }

  get definition(): StreamSourceDefinition<ScriptedItem, ScriptedStreamEvent> {
    return {
      kind: "stream",
      connector: "scripted",
      defaultName: "orders",
      messagingSystem: "scripted.stream",
      receiveOperation: "get_records",
      progress: "checkpoints",
      filterView: {},
      oversizedCondition: "RetryAttemptsExhausted",
      checkOptions: () => [],
      open: async (opening) => {
        this.opening = opening;
        return this.#source();
      },
    };
  }

  #source(): StreamSource<ScriptedItem, ScriptedStreamEvent> {
    return {
      capabilities: { envelopeBytes: 13, commitEveryMs: 1_000 },
      destination: "orders",
      arn: "arn:scripted:orders",
      owned: ({ signal }) => this.#owned(signal),
      toEvent: (records) => ({ Records: records.map((record) => record.toItem()) }),
      close: async () => void this.calls.push("close"),
    };
  }

  async *#owned(signal: AbortSignal): AsyncGenerator<ScriptedShard> {
    while (!signal.aborted) {
      const shard = this.#shards.shift();
      if (shard !== undefined) {
        yield shard;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }
}
