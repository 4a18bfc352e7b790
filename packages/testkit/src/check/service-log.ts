import type { CallListener } from "../queue/service-call.ts";
import type { Violations } from "./handling-history.ts";

/**
 * Watches what one source is asked to send, and tells what may never be sent: a second settlement of one
 * receipt, a settlement and an extension in each other's way (it would undo a retry's delay), anything after the
 * source was closed, a receive for nothing. Give {@link ServiceLog.listen} to a source as `onCall`.
 */
export class ServiceLog {
  readonly #settled = new Map<string, string>();
  readonly #violations: string[] = [];
  readonly #extensions = new Map<string, number>();
  /** Receipts with an extension on its way. */
  readonly #extending = new Set<string>();
  #receives = 0;
  #closed = false;

  readonly listen: CallListener = (call) => {
    if (call.phase === "received") return;
    if (call.phase === "extended") {
      this.#extending.delete(call.receipt);
      return;
    }
    if (call.phase === "opened" || call.phase === "closed") {
      this.#closed = call.phase === "closed";
      return;
    }
    if (this.#closed) this.#violations.push(`a ${call.call} was sent after the source was closed`);
    if ("asked" in call) {
      this.#receives += 1;
      if (call.asked < 1 || call.asked > 10)
        this.#violations.push(`a receive asked for ${call.asked} messages`);
      return;
    }
    const before = this.#settled.get(call.receipt);
    if (before !== undefined)
      this.#violations.push(`${call.call} of ${call.id} was sent after its ${before}`);
    if (this.#extending.has(call.receipt))
      this.#violations.push(`${call.call} of ${call.id} was sent with an extension on its way`);
    if (call.call === "extend") {
      this.#extending.add(call.receipt);
      this.#extensions.set(call.id, (this.#extensions.get(call.id) ?? 0) + 1);
    } else this.#settled.set(call.receipt, call.call);
  };

  /** Receives sent so far. */
  get receives(): number {
    return this.#receives;
  }

  /** Extensions sent for a message so far. */
  extensionsOf(id: string): number {
    return this.#extensions.get(id) ?? 0;
  }

  violations(): Violations {
    return this.#violations;
  }
}
