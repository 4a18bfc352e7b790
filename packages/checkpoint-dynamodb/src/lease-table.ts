import { MillraceError } from "@millrace/core/connector";

import { classify } from "./classify.ts";
import type { Item, ScanFilter, TableClient, Write, WriteResult } from "./table-client.ts";

/** The table, as scopes and claims use it: errors are the engine's, and a closed store says so. */
export class LeaseTable {
  readonly name: string;
  readonly #client: TableClient;
  #closed = false;

  constructor(name: string, client: TableClient) {
    this.name = name;
    this.#client = client;
  }

  scan(filter: ScanFilter | undefined): Promise<readonly Item[]> {
    return this.call("reading rows", (client) => client.scan(filter));
  }

  /** @param action for the message of an error, such as `saving`. */
  write(action: string, write: Write): Promise<WriteResult> {
    return this.call(action, (client) => client.write(write));
  }

  /**
   * @throws SourceError when the table cannot do it now, or ever.
   * @throws MillraceError MILLRACE_INVALID_STATE when the store is closed.
   */
  async call<Output>(
    action: string,
    call: (client: TableClient) => Promise<Output>,
  ): Promise<Output> {
    this.#checkOpen(action);
    try {
      return await call(this.#client);
    } catch (error) {
      this.#checkOpen(action, error);
      throw classify(error, action, this.name);
    }
  }

  /** Idempotent. What is under way rejects. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.close();
  }

  #checkOpen(action: string, cause?: unknown): void {
    if (!this.#closed) return;
    throw new MillraceError(
      "MILLRACE_INVALID_STATE",
      `${action} in checkpoint table ${this.name}: the checkpoint store is closed`,
      cause === undefined ? {} : { cause },
    );
  }
}
