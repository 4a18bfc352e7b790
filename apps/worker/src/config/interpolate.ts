import { type Document, type Scalar, visit } from "yaml";

import type { Problem } from "./problem.ts";

/** What became of the `${…}` of a file. */
export interface Interpolation {
  readonly problems: readonly Problem[];
  /** The text before, of every scalar that was filled in. */
  readonly templates: ReadonlyMap<unknown, string>;
  /** Scalars that could not be filled in: whatever else is wrong with them follows from that. */
  readonly unfilled: ReadonlySet<unknown>;
  /** Values of the environment that are in use, by name, the longest first: they may be secrets. */
  readonly values: readonly (readonly [name: string, value: string])[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** Shorter values, such as `1` or `on`, stand in a message by chance. */
const shortestSecret = 4;
const reference = /\$\$\{|\$\{([^}]*)(\}?)/g;
const inside = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Fills in `${NAME}` and `${NAME:-default}` in every text of the document, in place; `$${` stands for
 * `${` itself. Keys are left alone, and a value stays one scalar: the environment cannot add options.
 * A plain scalar that is nothing but one reference takes the type of what comes, as if it had been
 * written there: `batchSize: ${BATCH_SIZE}` is a number. In quotes it stays text.
 */
export function interpolateScalars(document: Document, text: string, env: Env): Interpolation {
  const problems: Problem[] = [];
  const templates = new Map<unknown, string>();
  const unfilled = new Set<unknown>();
  const values = new Map<string, string>();
  visit(document, {
    Scalar(position, node) {
      if (position === "key" || typeof node.value !== "string" || !node.value.includes("${"))
        return;
      const template = node.value;
      const used = new Set<string>();
      const filled = template.replaceAll(reference, (whole: string, name = "", closed = "") => {
        if (whole === "$${") return "${";
        const found = fill(whole, String(name), closed === "}", env);
        if ("message" in found) {
          problems.push({ ...found, span: spanIn(text, node, whole) });
          unfilled.add(node);
          return whole;
        }
        if (found.name !== undefined) used.add(found.name);
        return found.value;
      });
      node.value = isOneReference(template) && node.type === "PLAIN" ? retype(filled) : filled;
      templates.set(node, template);
      for (const name of used) values.set(name, env[name] ?? "");
    },
  });
  const secrets = [...values].filter(([, value]) => value.length >= shortestSecret);
  return {
    problems,
    templates,
    unfilled,
    values: secrets.sort((a, b) => b[1].length - a[1].length),
  };
}

function fill(
  whole: string,
  name: string,
  closed: boolean,
  env: Env,
): { readonly value: string; readonly name?: string } | Omit<Problem, "span"> {
  if (!closed)
    return { message: `\${ has no closing }`, hint: "Write $${ where ${ itself is meant" };
  const parts = inside.exec(name);
  const variable = parts?.[1];
  if (variable === undefined) {
    return {
      message: `${whole} is not a variable; allowed are \${NAME} and \${NAME:-default}`,
      hint: "Write $${ where ${ itself is meant",
    };
  }
  const value = env[variable];
  const fallback = parts?.[2];
  // As in a shell: `:-` also steps in for a variable that is empty.
  if (value !== undefined && (value !== "" || fallback === undefined))
    return { value, name: variable };
  if (fallback !== undefined) return { value: fallback };
  return {
    message: `the environment has no variable ${variable}`,
    hint: `Set ${variable}, or give a default: \${${variable}:-…}`,
  };
}

function isOneReference(template: string): boolean {
  return /^\$\{[^}]*\}$/.test(template);
}

/** The types of YAML's core schema that an option can have. */
function retype(text: string): string | number | boolean {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  return text;
}

function spanIn(text: string, node: Scalar, whole: string): { start: number; end: number } {
  const [from, to] = node.range ?? [0, 0];
  const at = text.indexOf(whole, from);
  return at === -1 || at >= to ? { start: from, end: to } : { start: at, end: at + whole.length };
}
