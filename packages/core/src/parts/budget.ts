import { ConfigurationError, type ConfigurationIssue } from "../base/configuration-error.ts";
import type { Budget } from "../contracts/budget.ts";

export interface BudgetOptions {
  /** Records held at once at most, 1 or more. Default 100,000. */
  readonly maximumRecords?: number;
  /** Bytes of event JSON held at once at most, 1 MiB or more. Default 512 MiB. */
  readonly maximumBytes?: number;
}

const leastBytes = 1024 * 1024;

/**
 * A limit for all mappings of a process together: pass it to each as `budget`.
 * @throws ConfigurationError when a limit is not an integer in its range.
 */
export function createBudget(options: BudgetOptions = {}): Budget {
  const { maximumRecords = 100_000, maximumBytes = 512 * 1024 * 1024 } = options;
  const issues: ConfigurationIssue[] = [];
  if (!Number.isSafeInteger(maximumRecords) || maximumRecords < 1) {
    issues.push({
      option: "maximumRecords",
      value: maximumRecords,
      problem: "must be an integer of 1 or more",
    });
  }
  if (!Number.isSafeInteger(maximumBytes) || maximumBytes < leastBytes) {
    issues.push({
      option: "maximumBytes",
      value: maximumBytes,
      problem: `must be an integer of ${leastBytes} or more`,
    });
  }
  if (issues.length > 0) throw new ConfigurationError(issues, "budget");
  return new CountedBudget(maximumRecords, maximumBytes);
}

class CountedBudget implements Budget {
  readonly maximumRecords: number;
  readonly maximumBytes: number;
  #records = 0;
  #bytes = 0;
  readonly #waiting = new Set<() => void>();

  constructor(maximumRecords: number, maximumBytes: number) {
    this.maximumRecords = maximumRecords;
    this.maximumBytes = maximumBytes;
  }

  hasRoom(records: number, bytes: number): boolean {
    const fits =
      this.#records + records <= this.maximumRecords && this.#bytes + bytes <= this.maximumBytes;
    // A record that is larger than the whole limit must pass alone, or it would wait for ever.
    return fits || (this.#records === 0 && records === 1);
  }

  take(records: number, bytes: number): void {
    this.#records += records;
    this.#bytes += bytes;
  }

  giveBack(records: number, bytes: number): void {
    this.#records -= records;
    this.#bytes -= bytes;
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const retry of waiting) retry();
  }

  onRoom(retry: () => void): () => void {
    this.#waiting.add(retry);
    return () => this.#waiting.delete(retry);
  }
}
