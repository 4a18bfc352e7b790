import type { Emitter } from "../base/emitter.ts";
import { MillraceError } from "../base/millrace-error.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import { type MappingState, mappingTransitions } from "../model/mapping-state.ts";

/**
 * The state of a mapping, changed here and nowhere else; see `mappingStates` for the machine. Every
 * change is an event.
 */
export class MappingLifecycle {
  readonly #events: Emitter<MappingEvents>;
  #state: MappingState;
  #reason = "USER_INITIATED";

  constructor(events: Emitter<MappingEvents>, enabled: boolean) {
    this.#events = events;
    this.#state = enabled ? "Creating" : "Disabled";
  }

  get state(): MappingState {
    return this.#state;
  }

  /** Lambda's StateTransitionReason: `USER_INITIATED`, or what ended the mapping. */
  get reason(): string {
    return this.#reason;
  }

  /**
   * @throws MillraceError MILLRACE_INTERNAL when the machine has no such transition: the callers check
   * with {@link allow} first.
   */
  enter(state: MappingState, reason = "USER_INITIATED"): void {
    const from = this.#state;
    if (!mappingTransitions[from].includes(state)) {
      throw new MillraceError("MILLRACE_INTERNAL", `a mapping cannot go from ${from} to ${state}`);
    }
    this.#state = state;
    this.#reason = reason;
    this.#events.emit("state", { from, to: state, reason });
  }

  /**
   * @param action what the user asked for, for the message.
   * @throws MillraceError MILLRACE_INVALID_STATE when the mapping is in none of these states.
   */
  allow(action: string, ...states: readonly MappingState[]): void {
    if (states.includes(this.#state)) return;
    throw new MillraceError(
      "MILLRACE_INVALID_STATE",
      `${action} is possible in the states ${states.join(", ")}; the mapping is ${this.#state}`,
    );
  }
}
