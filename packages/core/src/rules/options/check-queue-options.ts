import type { ConfigurationIssue } from "../../base/configuration-error.ts";
import type { ResolvedQueueOptions } from "../../contracts/mapping-options.ts";
import type { FilterView } from "../../model/filter-view.ts";
import { checkFilters } from "./check-filters.ts";
import { otherSourceOptions, refuseOtherSources } from "./other-source-options.ts";
import { checkQueueRelations } from "./queue-relations.ts";
import { type QueueOptionsInput, queueOptionsSchema } from "./queue-schema.ts";
import { resolveQueueOptions } from "./resolve-queue-options.ts";
import { toConfigurationIssues } from "./schema-issues.ts";

export interface QueueOptionsCheck {
  /** What is refused, in the order in which AWS checks. */
  readonly issues: readonly ConfigurationIssue[];
  /** What is accepted but worth a word. */
  readonly warnings: readonly string[];
  /** Present when nothing is refused. */
  readonly options?: ResolvedQueueOptions;
}

/** What the source adds: its own rules, such as FIFO and window, and how patterns see its records. */
export interface SourceRules {
  readonly filterView: FilterView;
  checkOptions(
    options: ResolvedQueueOptions,
    given: Readonly<Record<string, unknown>>,
  ): readonly ConfigurationIssue[];
}

/**
 * Checks the options of a queue mapping, all at once: declared ranges first, then options of other
 * sources, then relations. Where the source has a word on the same option, its word stands.
 *
 * @param given the options as written, without `source`, `handler` and the function's options.
 */
export function checkQueueOptions(
  given: Readonly<Record<string, unknown>>,
  source: SourceRules,
): QueueOptionsCheck {
  const own = Object.fromEntries(
    Object.entries(given).filter(([name]) => !otherSourceOptions.includes(name)),
  );
  const parsed = queueOptionsSchema.safeParse(own);
  const foreign = refuseOtherSources(given);
  if (!parsed.success) {
    return {
      issues: [...toConfigurationIssues(parsed.error, queueOptionsSchema, own), ...foreign],
      warnings: [],
    };
  }
  const filters = checkFilters(parsed.data.filterCriteria, source.filterView);
  const options = resolveQueueOptions(parsed.data);
  const bySource = source.checkOptions(options, given);
  const named = new Set(bySource.map((issue) => issue.option));
  const general = [...foreign, ...checkQueueRelations(parsed.data), ...filters.issues];
  const issues = [...bySource, ...general.filter((issue) => !named.has(issue.option))];
  const warnings = [...filters.warnings, ...warnOfIdleOptions(parsed.data)];
  return issues.length > 0 ? { issues, warnings } : { issues, warnings, options };
}

function warnOfIdleOptions(input: QueueOptionsInput): string[] {
  const warnings: string[] = [];
  if (input.kmsKeyArn !== undefined)
    warnings.push("kmsKeyArn: has no effect here, filters are not stored anywhere");
  if (input.metricsConfig !== undefined)
    warnings.push("metricsConfig: has no effect here, all metrics are always on");
  return warnings;
}
