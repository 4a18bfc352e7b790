import type { ResolvedQueueOptions } from "../../contracts/mapping-options.ts";
import { checkOptions, type OptionsCheck, type SourceRules } from "./check-options.ts";
import { queueOptionsSchema } from "./option-schemas.ts";
import { checkQueueRelations } from "./queue-relations.ts";
import { resolveQueueOptions } from "./resolve-queue-options.ts";

/** Checks the options of a queue mapping, all at once. @see checkOptions */
export function checkQueueOptions(
  given: Readonly<Record<string, unknown>>,
  source: SourceRules<ResolvedQueueOptions>,
): OptionsCheck<ResolvedQueueOptions> {
  return checkOptions(given, source, {
    kind: "queue",
    schema: queueOptionsSchema,
    resolve: resolveQueueOptions,
    relate: checkQueueRelations,
  });
}
