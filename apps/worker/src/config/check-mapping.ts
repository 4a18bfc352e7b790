import {
  ConfigurationError,
  type ConfigurationIssue,
  createFunction,
  type FunctionOptions,
} from "@millrace/core";
import {
  queueOptionsSchema,
  streamOptionsSchema,
  toConfigurationIssues,
} from "@millrace/core/connector";

import { mapSource } from "../run/map-source.ts";
import { checkSource, type CheckedSource, type SourceDefinition } from "./check-source.ts";
import type { Path } from "./config-file.ts";
import type { Findings } from "./findings.ts";
import {
  functionOptionNames,
  jsonProperties,
  mappingKeys,
  notInFiles,
  suggestKey,
} from "./mapping-options.ts";

/** A mapping of the file whose handler is not loaded yet. */
export interface CheckedMapping {
  readonly name: string;
  readonly path: Path;
  /** Absent when it is refused. */
  readonly source: CheckedSource | undefined;
  readonly handler: string | undefined;
  /** Everything but source and handler. */
  readonly options: Readonly<Record<string, unknown>>;
}

const isUnknown = "is not an option here";

/** Checks one mapping by itself. What is wrong goes to `findings`. */
export async function checkMapping(
  name: string,
  value: unknown,
  folder: string,
  findings: Findings,
): Promise<CheckedMapping | undefined> {
  const path = ["mappings", name];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    findings.add(path, { problem: "must have a source and a handler", value });
    return undefined;
  }
  const { source: givenSource, handler, ...options } = value as Record<string, unknown>;
  const source =
    givenSource === undefined
      ? missing("source", path, findings)
      : await checkSource(givenSource, [...path, "source"], folder, findings);
  const issues =
    source === undefined
      ? checkWithoutSource(options)
      : checkWithSource(name, source.definition, options);
  for (const issue of issues) {
    const isMisspelt = issue.problem === isUnknown;
    findings.addIssue(
      path,
      isMisspelt ? { ...issue, hint: suggestKey(issue.option, mappingKeys) } : issue,
    );
  }
  return { name, path, source, handler: checkHandlerString(handler, path, findings), options };
}

function checkWithSource(
  name: string,
  source: SourceDefinition,
  options: Readonly<Record<string, unknown>>,
): readonly ConfigurationIssue[] {
  const { known, unknown } = takeCodeOptions(options);
  try {
    // The rules are core's: making a mapping is what checks all of them, and does nothing else.
    mapSource(name, source, () => {}, known);
    return unknown;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [...error.issues, ...unknown];
  }
}

/** What only code can give would pass core's checks. */
function takeCodeOptions(options: Readonly<Record<string, unknown>>): {
  readonly known: Readonly<Record<string, unknown>>;
  readonly unknown: readonly ConfigurationIssue[];
} {
  const isCodeOnly = (option: string): boolean => notInFiles.includes(option);
  const entries = Object.entries(options);
  return {
    known: Object.fromEntries(entries.filter(([option]) => !isCodeOnly(option))),
    unknown: entries
      .filter(([option]) => isCodeOnly(option))
      .map(([option]) => ({ option, problem: isUnknown })),
  };
}

/** As much as can be said while nobody knows what the source is: each option by itself. */
function checkWithoutSource(
  options: Readonly<Record<string, unknown>>,
): readonly ConfigurationIssue[] {
  const own = Object.entries(options).flatMap(([option, value]) => {
    if (!mappingKeys.includes(option)) return [{ option, problem: isUnknown }];
    const schema = [queueOptionsSchema, streamOptionsSchema].find(
      (candidate) => option in jsonProperties(candidate),
    );
    const parsed = schema?.safeParse({ [option]: value });
    return schema === undefined || parsed === undefined || parsed.success
      ? []
      : toConfigurationIssues(parsed.error, schema, options);
  });
  return [...own, ...checkFunctionOptions(options)];
}

function checkFunctionOptions(
  options: Readonly<Record<string, unknown>>,
): readonly ConfigurationIssue[] {
  const given = functionOptionNames.map((option) => [option, options[option]]);
  try {
    createFunction(() => {}, Object.fromEntries(given) as FunctionOptions);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.issues;
  }
}

function checkHandlerString(value: unknown, path: Path, findings: Findings): string | undefined {
  if (value === undefined) return missing("handler", path, findings);
  if (typeof value === "string") return value;
  findings.add([...path, "handler"], {
    value,
    problem: "must be a handler string",
    hint: "Such as ./handlers/orders.handler: the module without its ending, a dot, the export",
  });
  return undefined;
}

function missing(option: string, path: Path, findings: Findings): undefined {
  findings.addAtKey([...path, option], { problem: "is required" });
  return undefined;
}
