import type { ConfigurationIssue } from "../../base/configuration-error.ts";
import { compileFilter, FilterPatternError, type FilterView } from "../filter/index.ts";
import type { MappingOptionsInput } from "./option-schemas.ts";

/** Source: AWS Lambda quotas; 10 only after a quota increase. */
const usualFilters = 5;
const mostFilters = 10;
const longestPattern = 4096;

export interface FilterCheck {
  readonly issues: readonly ConfigurationIssue[];
  readonly warnings: readonly string[];
}

/**
 * The rules of `filterCriteria`. Source: AWS Lambda API Reference, FilterCriteria and Filter.
 * @param view how the source shows its records to patterns.
 */
export function checkFilters(
  criteria: MappingOptionsInput["filterCriteria"],
  view: FilterView,
): FilterCheck {
  const filters = criteria?.filters ?? [];
  const issues: ConfigurationIssue[] = filters.flatMap((filter, index) =>
    checkPattern(filter.pattern, index, view),
  );
  const warnings: string[] = [];
  if (filters.length > mostFilters) {
    const problem = `holds ${filters.length} filters; at most ${mostFilters} are allowed`;
    issues.push({ option: "filterCriteria", problem, aws: invalidParameter(problem) });
  } else if (filters.length > usualFilters) {
    warnings.push(
      `filterCriteria: AWS allows ${usualFilters} filters by default, ${mostFilters} after a quota increase`,
    );
  }
  return { issues, warnings };
}

function checkPattern(
  pattern: string | undefined,
  index: number,
  view: FilterView,
): ConfigurationIssue[] {
  const option = "filterCriteria";
  if (pattern === undefined) {
    return [
      {
        option,
        problem: `filters[${index}] has no pattern`,
        aws: invalidParameter("Invalid filter pattern definition."),
      },
    ];
  }
  if (pattern.length > longestPattern) {
    return [
      {
        option,
        problem: `filters[${index}].pattern has ${pattern.length} characters; at most ${longestPattern} are allowed`,
        aws: {
          code: "ValidationException",
          message: `1 validation error detected: Value at 'filterCriteria.filters.${index + 1}.member.pattern' failed to satisfy constraint: Member must have length less than or equal to ${longestPattern}`,
        },
      },
    ];
  }
  try {
    compileFilter([pattern], view);
    return [];
  } catch (error) {
    if (!(error instanceof FilterPatternError)) throw error;
    return [
      {
        option,
        value: pattern,
        problem: `filters[${index}].pattern is not an event pattern: ${error.reason}`,
        aws: invalidParameter("Invalid filter pattern definition."),
      },
    ];
  }
}

function invalidParameter(message: string): NonNullable<ConfigurationIssue["aws"]> {
  return { code: "InvalidParameterValueException", message };
}
