import type { ResolvedStreamOptions } from "../../contracts/stream-options.ts";
import { checkOptions, type OptionsCheck, type SourceRules } from "./check-options.ts";
import { streamOptionsSchema } from "./option-schemas.ts";
import { resolveStreamOptions } from "./resolve-stream-options.ts";
import { checkStreamRelations } from "./stream-relations.ts";

/** Checks the options of a stream mapping, all at once. @see checkOptions */
export function checkStreamOptions(
  given: Readonly<Record<string, unknown>>,
  source: SourceRules<ResolvedStreamOptions>,
): OptionsCheck<ResolvedStreamOptions> {
  return checkOptions(given, source, {
    kind: "stream",
    schema: streamOptionsSchema,
    resolve: resolveStreamOptions,
    relate: checkStreamRelations,
  });
}
