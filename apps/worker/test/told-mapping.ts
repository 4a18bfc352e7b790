import type { Mapping, MappingEventName, MappingEvents, MappingStatus } from "@millrace/core";

/** A mapping as those who listen to it see it: what happens is told by the test. */
export class ToldMapping {
  readonly name: string;
  current: Partial<MappingStatus>;
  readonly #listeners = new Map<string, ((event: never) => void)[]>();

  constructor(name: string, current: Partial<MappingStatus> = { state: "Enabled", inHand: 0 }) {
    this.name = name;
    this.current = current;
  }

  on(name: string, listener: (event: never) => void): () => void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return () => {};
  }

  tell<Name extends MappingEventName>(name: Name, event: MappingEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event as never);
  }

  status(): Partial<MappingStatus> {
    return this.current;
  }

  asMapping(): Mapping {
    return this as unknown as Mapping;
  }
}
