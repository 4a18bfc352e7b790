import { z } from "zod";

import { closestName } from "../../base/closest-name.ts";
import {
  type AwsError,
  type ConfigurationIssue,
  showValue,
} from "../../base/configuration-error.ts";

type SchemaIssue = z.core.$ZodIssue;

/**
 * What a schema refused, as configuration issues: the option's path, what is allowed, and the text
 * that AWS gives for a broken constraint.
 *
 * @param schema what refused it, to tell which names a misspelt key may mean.
 * @param input what was checked, to show the refused value.
 */
export function toConfigurationIssues(
  error: z.core.$ZodError,
  schema: z.ZodType,
  input: unknown,
): readonly ConfigurationIssue[] {
  return error.issues.flatMap((issue) => translate(issue, schema, input));
}

function translate(issue: SchemaIssue, schema: z.ZodType, input: unknown): ConfigurationIssue[] {
  const option = optionPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) =>
      option === "" ? unknownOption(key, known) : unknownField(option, key, known),
    );
  }
  const value = valueAt(input, issue.path);
  const { problem, constraint } = describe(issue, value);
  return [
    {
      option,
      ...(value === undefined ? {} : { value }),
      problem,
      aws: constraintError(option, value, constraint),
    },
  ];
}

/** A key that no option has. */
export function unknownOption(option: string, known: readonly string[]): ConfigurationIssue {
  return {
    option,
    problem: "is not an option here",
    ...suggest(option, known),
    aws: unknownParameter(option),
  };
}

function unknownField(option: string, field: string, known: readonly string[]): ConfigurationIssue {
  return {
    option,
    problem: `has no field ${field}`,
    ...suggest(field, known),
    aws: unknownParameter(`${option}.${field}`),
  };
}

function suggest(name: string, known: readonly string[]): { readonly hint?: string } {
  const meant = closestName(name, known);
  if (meant !== undefined) return { hint: `Did you mean ${meant}?` };
  return known.length === 0 ? {} : { hint: `Allowed: ${known.join(", ")}` };
}

function unknownParameter(name: string): AwsError {
  return { code: "ValidationException", message: `Unknown parameter in input: "${name}"` };
}

function describe(issue: SchemaIssue, value: unknown): { problem: string; constraint: string } {
  switch (issue.code) {
    case "too_small": {
      const isNumber = issue.origin === "number" || issue.origin === "int";
      return {
        problem: `must be ${isNumber ? "" : "of length "}${issue.minimum} or more`,
        constraint: `Member must have ${isNumber ? "value" : "length"} greater than or equal to ${issue.minimum}`,
      };
    }
    case "too_big": {
      const isNumber = issue.origin === "number" || issue.origin === "int";
      return {
        problem: `must be ${isNumber ? "" : "of length "}${issue.maximum} or less`,
        constraint: `Member must have ${isNumber ? "value" : "length"} less than or equal to ${issue.maximum}`,
      };
    }
    case "invalid_value": {
      const allowed = issue.values.map(String).join(", ");
      return {
        problem: `must be ${issue.values.length === 1 ? allowed : `one of ${allowed}`}`,
        constraint: `Member must satisfy enum value set: [${allowed}]`,
      };
    }
    case "invalid_type":
      return value === undefined
        ? { problem: "is required", constraint: "Member must not be null." }
        : {
            problem: `must be ${article(issue.expected)}`,
            constraint: `Member must be ${article(issue.expected)}`,
          };
    default:
      return { problem: issue.message, constraint: issue.message };
  }
}

/** Source: AWS Lambda API, "1 validation error detected: Value … at … failed to satisfy constraint: …". */
function constraintError(option: string, value: unknown, constraint: string): AwsError {
  const shown =
    value === undefined || value === null
      ? "null"
      : `'${typeof value === "string" ? value : showValue(value)}'`;
  return {
    code: "ValidationException",
    message: `1 validation error detected: Value ${shown} at '${option}' failed to satisfy constraint: ${constraint}`,
  };
}

function article(expected: string): string {
  const name = expected === "int" ? "integer" : expected === "array" ? "list" : expected;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

/** `a.b[0].c`. A refused element of a list stands for the list: `functionResponseTypes`. */
function optionPath(path: readonly PropertyKey[]): string {
  const last = path.findLastIndex((part) => typeof part !== "number");
  return path.slice(0, last + 1).reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    input,
  );
}

/** The keys that an object schema knows at a path; none where the path leads to something else. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: unknown = unwrap(schema);
  for (const part of path) {
    if (current instanceof z.ZodObject) current = unwrap(current.shape[String(part)]);
    else if (current instanceof z.ZodArray) current = unwrap(current.element);
    else if (current instanceof z.ZodRecord) current = unwrap(current.valueType);
    else return [];
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrap(schema.unwrap())
    : schema;
}
