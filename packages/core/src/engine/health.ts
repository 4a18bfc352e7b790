import type { Emitter } from "../base/emitter.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";

/** What the last events say about a mapping's health. */
export class Health {
  #lastProcessingResult = "No records processed";
  #problem: string | undefined;

  constructor(events: Emitter<MappingEvents>) {
    events.on("invoked", ({ verdict }) => {
      this.#lastProcessingResult =
        verdict === "success" || verdict === "partial" ? "OK" : "PROBLEM: Function call failed";
    });
    events.on("receiveFailed", ({ error }) => {
      this.#problem = `${error.code}: ${error.message}`;
    });
    const recovered = (): void => {
      this.#problem = undefined;
    };
    events.on("received", recovered);
    events.on("pageRead", recovered);
  }

  /** Lambda's LastProcessingResult. Source: AWS Lambda API Reference, EventSourceMappingConfiguration. */
  get lastProcessingResult(): string {
    return this.#lastProcessingResult;
  }

  /** Why the source cannot be read; undefined while it can. */
  get problem(): string | undefined {
    return this.#problem;
  }
}
