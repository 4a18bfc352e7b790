import { afterEach } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import type { QueueSourceDefinition } from "../../src/contracts/connector.ts";
import type { QueueMappingOptions } from "../../src/contracts/mapping-options.ts";
import { createMapping } from "../../src/engine/create-mapping.ts";
import type { Mapping } from "../../src/engine/mapping.ts";
import { ManualClock } from "../manual-clock.ts";
import type { ScriptedEvent, ScriptedMessage } from "../scripted-source.ts";

export type ScriptedMapping = Mapping<ScriptedMessage, ScriptedEvent>;

/** Longer than any drain. */
const closingMs = 120_000;

export interface CreatedMappings {
  readonly clock: ManualClock;
  /** Creates a mapping, by default with a handler that does nothing. */
  create(
    source: QueueSourceDefinition<ScriptedMessage, ScriptedEvent>,
    options?: Partial<QueueMappingOptions<ScriptedEvent>>,
  ): ScriptedMapping;
}

/** Mappings of one test file on a clock of its own. They are closed after each test. */
export function createdMappings(): CreatedMappings {
  const clock = new ManualClock();
  const created: ScriptedMapping[] = [];
  afterEach(async () => {
    const closing = Promise.all(created.splice(0).map((one) => one.close()));
    await clock.advance(closingMs);
    await closing;
  });
  return {
    clock,
    create(source, options = {}) {
      const mapping = createMapping(
        { source, handler: () => {}, ...options },
        { clock, random: seededRandom(1) },
      );
      created.push(mapping);
      return mapping;
    },
  };
}
