import { readSentNs } from "../server/message-body.ts";

/** Counts what the client under test does. Every client's handler and error listener report to one of these. */
export class Gauge {
  #handled = 0;
  readonly #errors: string[] = [];
  #latenciesMs: number[] | undefined;

  get handled(): number {
    return this.#handled;
  }

  get errors(): readonly string[] {
    return this.#errors;
  }

  /** Called when the handler starts, for each message. */
  started(body: string): void {
    if (this.#latenciesMs === undefined) return;
    const sentNs = readSentNs(body);
    // One clock for all processes of a Linux machine, so stamps of the server can be subtracted.
    if (sentNs > 0) this.#latenciesMs.push((Number(process.hrtime.bigint()) - sentNs) / 1e6);
  }

  /** Called when the handler has ended well. */
  finished(count: number): void {
    this.#handled += count;
  }

  failed(error: unknown): void {
    this.#errors.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }

  /** Latencies are kept from now on. */
  recordLatencies(): void {
    this.#latenciesMs = [];
  }

  takeLatencies(): readonly number[] {
    const latenciesMs = this.#latenciesMs ?? [];
    this.#latenciesMs = undefined;
    return latenciesMs;
  }
}
