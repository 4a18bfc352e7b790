import { systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import type { QueueSourceDefinition } from "../contracts/connector.ts";
import type { Environment } from "../contracts/environment.ts";
import type { QueueMappingOptions } from "../contracts/mapping-options.ts";
import type { StreamSourceDefinition } from "../contracts/stream-connector.ts";
import type { StreamMappingOptions } from "../contracts/stream-options.ts";
import type { PlanInput } from "./mapping-plan.ts";
import { Mapping } from "./mapping.ts";

/**
 * Maps a source to a handler, as AWS Lambda's event source mapping does. Nothing happens before
 * `start()` or `run()`.
 *
 * @example
 * ```ts
 * const orders = createMapping({
 *   source: sqs({ queueUrl }),
 *   handler,
 *   functionResponseTypes: ["ReportBatchItemFailures"],
 * });
 * await orders.run({ signal });
 * ```
 *
 * @param environment time and chance; a simulation passes its own. Default: the machine's.
 * @throws ConfigurationError with every option that is refused.
 */
export function createMapping<Item, Event>(
  options: QueueMappingOptions<Event> & { readonly source: QueueSourceDefinition<Item, Event> },
  environment?: Environment,
): Mapping<Item, Event>;
export function createMapping<Item, Event>(
  options: StreamMappingOptions<Event> & { readonly source: StreamSourceDefinition<Item, Event> },
  environment?: Environment,
): Mapping<Item, Event>;
export function createMapping<Item, Event>(
  options: PlanInput<Item, Event>,
  environment: Environment = { clock: systemClock, random: systemRandom },
): Mapping<Item, Event> {
  return new Mapping(options, environment);
}
