import type { z } from "zod";

import type { ConfigurationIssue } from "../../base/configuration-error.ts";
import type { FilterView } from "../../model/filter-view.ts";
import { checkFilters } from "./check-filters.ts";
import type { MappingOptionsInput } from "./option-schemas.ts";
import { isOtherSourceOption, refuseOtherSources } from "./other-source-options.ts";
import { toConfigurationIssues } from "./schema-issues.ts";

export interface OptionsCheck<Resolved> {
  /** What is refused, in the order in which AWS checks. */
  readonly issues: readonly ConfigurationIssue[];
  /** What is accepted but worth a word. */
  readonly warnings: readonly string[];
  /** Present when nothing is refused. */
  readonly options?: Resolved;
}

/** What the source adds: its own rules, such as FIFO and window, and how patterns see its records. */
export interface SourceRules<Resolved> {
  readonly filterView: FilterView;
  checkOptions(
    options: Resolved,
    given: Readonly<Record<string, unknown>>,
  ): readonly ConfigurationIssue[];
}

/** What is particular to mappings on one kind of source. */
export interface KindRules<Input extends MappingOptionsInput, Resolved> {
  readonly kind: "queue" | "stream";
  readonly schema: z.ZodType<Input>;
  readonly resolve: (input: Input) => Resolved;
  readonly relate: (input: Input) => readonly ConfigurationIssue[];
}

/**
 * Checks the options of a mapping, all at once: declared ranges first, then options of other
 * sources, then relations. Where the source has a word on the same option, its word stands.
 *
 * @param given the options as written, without `source`, `handler` and the function's options.
 */
export function checkOptions<Input extends MappingOptionsInput, Resolved>(
  given: Readonly<Record<string, unknown>>,
  source: SourceRules<Resolved>,
  { kind, schema, resolve, relate }: KindRules<Input, Resolved>,
): OptionsCheck<Resolved> {
  const own = Object.fromEntries(
    Object.entries(given).filter(([name]) => !isOtherSourceOption(name, kind)),
  );
  const parsed = schema.safeParse(own);
  const foreign = refuseOtherSources(given, kind);
  if (!parsed.success) {
    const broken = toConfigurationIssues(parsed.error, schema, own);
    return { issues: [...broken, ...foreign], warnings: [] };
  }
  const filters = checkFilters(parsed.data.filterCriteria, source.filterView);
  const options = resolve(parsed.data);
  const bySource = source.checkOptions(options, given);
  const named = new Set(bySource.map((issue) => issue.option));
  const general = [
    ...foreign,
    ...relate(parsed.data),
    ...refuseKafkaMetrics(parsed.data),
    ...filters.issues,
  ];
  const issues = [...bySource, ...general.filter((issue) => !named.has(issue.option))];
  const warnings = [...filters.warnings, ...warnOfIdleOptions(parsed.data)];
  return issues.length > 0 ? { issues, warnings } : { issues, warnings, options };
}

function refuseKafkaMetrics({ metricsConfig }: MappingOptionsInput): ConfigurationIssue[] {
  return (metricsConfig?.metrics ?? [])
    .filter((metric) => metric !== "EventCount")
    .map((metric) => {
      const problem = `${metric} is a metric of Kafka mappings only`;
      return {
        option: "metricsConfig",
        value: metricsConfig,
        problem,
        aws: { code: "InvalidParameterValueException", message: `metricsConfig: ${problem}` },
      };
    });
}

function warnOfIdleOptions(input: MappingOptionsInput): string[] {
  const warnings: string[] = [];
  if (input.kmsKeyArn !== undefined)
    warnings.push("kmsKeyArn: has no effect here, filters are not stored anywhere");
  if (input.metricsConfig !== undefined)
    warnings.push("metricsConfig: has no effect here, all metrics are always on");
  return warnings;
}
