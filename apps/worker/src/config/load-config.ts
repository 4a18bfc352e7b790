import { readFile } from "node:fs/promises";
import { dirname, posix, resolve } from "node:path";

import type { Handler } from "@millrace/core";
import { describeError, toConfigurationIssues } from "@millrace/core/connector";
import { LineCounter } from "yaml";

import { HandlerLoadError } from "../handlers/handler-load-error.ts";
import { loadHandler } from "../handlers/load-handler.ts";
import { type CheckedMapping, checkMapping } from "./check-mapping.ts";
import { checkDuplicate, type MappingReference } from "./check-references.ts";
import { ConfigFile } from "./config-file.ts";
import { Findings } from "./findings.ts";
import { toConfigFileError } from "./format-problems.ts";
import { functionOptionNames, jsonProperties, suggestKey } from "./mapping-options.ts";
import { mergeFunctions } from "./merge-functions.ts";
import type { FunctionConfig, MappingConfig, WorkerConfig } from "./worker-config.ts";
import { type WorkerKeys, workerSchema } from "./worker-schema.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads a configuration file, checks all of it, finds its connectors and loads its handlers: after
 * this, nothing is left that can be refused without talking to a source.
 *
 * @param name the file, relative to the working directory. Handlers count from its folder.
 * @throws ConfigFileError with every problem, each with its line.
 */
export async function loadConfig(name: string, env: Env): Promise<WorkerConfig> {
  const file = new ConfigFile(name, await readText(name), env);
  const folder = dirname(resolve(name));
  const findings = new Findings(file);
  const value = file.toValue();
  const keys = value === undefined ? undefined : checkWorkerKeys(value, findings);
  const checked: CheckedMapping[] = [];
  for (const [mapping, given] of Object.entries(keys?.mappings ?? {})) {
    const result = await checkMapping(mapping, given, folder, findings);
    if (result !== undefined) checked.push(result);
  }
  refuseDuplicates(checked, findings);
  const functions = await loadFunctions(checked, folder, findings);
  if (findings.problems.length > 0 || keys === undefined)
    throw toConfigFileError(file.quoted, findings.problems);
  return {
    file: name,
    mappings: checked.flatMap((mapping) => toMappingConfig(mapping, functions, keys)),
    http: isSwitchedOff(value) ? false : (keys.http ?? {}),
    log: withoutUndefined(keys.log ?? {}),
    limits: withoutUndefined(keys.limits ?? {}),
  };
}

async function readText(name: string): Promise<string> {
  try {
    return await readFile(name, "utf8");
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const message = isMissing ? "there is no such file" : `cannot be read: ${describeError(error)}`;
    const hint = "Name the file: millrace run FILE";
    const quoted = { name, text: "", lines: new LineCounter() };
    throw toConfigFileError(quoted, [{ message, ...(isMissing ? { hint } : {}) }]);
  }
}

function checkWorkerKeys(value: unknown, findings: Findings): WorkerKeys | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    findings.add([], { problem: "must hold `mappings:`" });
    return undefined;
  }
  const { http, ...rest } = value as Record<string, unknown>;
  const input = http === undefined || http === false ? rest : { ...rest, http };
  // The schema would pass over it without a word.
  if (Object.hasOwn(rest["mappings"] ?? {}, "__proto__"))
    findings.addAtKey(["mappings", "__proto__"], { problem: "cannot be the name of a mapping" });
  const parsed = workerSchema.safeParse(input);
  if (parsed.success) {
    if (Object.keys(parsed.data.mappings).length === 0)
      findings.addAtKey(["mappings"], { problem: "holds no mapping" });
    return parsed.data;
  }
  const known = Object.keys(jsonProperties(workerSchema));
  for (const issue of toConfigurationIssues(parsed.error, workerSchema, input)) {
    const isMisspelt = issue.problem === "is not an option here";
    if (issue.option === "mappings" && issue.value !== undefined)
      findings.add(["mappings"], {
        value: issue.value,
        problem: "must hold mappings by their names",
      });
    else
      findings.addIssue(
        [],
        isMisspelt ? { ...issue, hint: suggestKey(issue.option, known) } : issue,
      );
  }
  // What is right is checked further: all problems at once.
  const { mappings } = input as { mappings?: unknown };
  const isMap = typeof mappings === "object" && mappings !== null && !Array.isArray(mappings);
  return isMap ? { mappings: mappings as Record<string, unknown> } : undefined;
}

function isSwitchedOff(value: unknown): boolean {
  return (value as { http?: unknown }).http === false;
}

function refuseDuplicates(mappings: readonly CheckedMapping[], findings: Findings): void {
  const seen: MappingReference[] = [];
  for (const { name, path, source, handler } of mappings) {
    if (source === undefined || handler === undefined) continue;
    const reference = {
      id: name,
      kind: source.definition.kind,
      source: source.identity,
      functionName: posix.normalize(handler),
    };
    for (const issue of checkDuplicate(reference, seen)) findings.addIssue(path, issue);
    seen.push(reference);
  }
}

/** Loads each handler once, whether or not the rest of the file is right. */
async function loadFunctions(
  mappings: readonly CheckedMapping[],
  folder: string,
  findings: Findings,
): Promise<ReadonlyMap<string, FunctionConfig>> {
  const functions = new Map<string, FunctionConfig>();
  for (const merged of mergeFunctions(mappings, findings)) {
    const handler = await load(merged.handlerString, folder);
    if (handler instanceof HandlerLoadError) {
      for (const { path } of merged.users) {
        findings.add([...path, "handler"], {
          problem: `cannot be loaded: ${handler.message}`,
          ...(handler.hint === undefined ? {} : { hint: handler.hint }),
          aws: { code: "InvalidParameterValueException", message: "Function does not exist" },
        });
      }
    } else {
      // One object for all of them: the function made of it is shared.
      const { handlerString, options } = merged;
      const config: FunctionConfig = { handlerString, handler, options };
      for (const user of merged.users) functions.set(user.name, config);
    }
  }
  return functions;
}

async function load(handlerString: string, folder: string): Promise<Handler | HandlerLoadError> {
  try {
    return await loadHandler(handlerString, folder);
  } catch (error) {
    if (error instanceof HandlerLoadError) return error;
    throw error;
  }
}

function toMappingConfig(
  { name, source, options }: CheckedMapping,
  functions: ReadonlyMap<string, FunctionConfig>,
  { drainTimeoutInSeconds }: WorkerKeys,
): MappingConfig[] {
  const config = functions.get(name);
  if (source === undefined || config === undefined) return [];
  const own = Object.entries(options).filter(
    ([option]) => !(functionOptionNames as readonly string[]).includes(option),
  );
  return [
    {
      name,
      source: source.definition,
      function: config,
      options: {
        ...(drainTimeoutInSeconds === undefined ? {} : { drainTimeoutInSeconds }),
        ...Object.fromEntries(own),
      },
    },
  ];
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}
