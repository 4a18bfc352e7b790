import { closestName, queueOptionsSchema, streamOptionsSchema } from "@millrace/core/connector";
import { z } from "zod";

/** Options that Lambda keeps on the function; here they stand beside the mapping's own. */
export const functionOptionNames = [
  "functionName",
  "timeout",
  "memorySize",
  "reservedConcurrentExecutions",
] as const;

/** What only code can give, and what the file says in another way. */
export const notInFiles: readonly string[] = ["budget", "checkpointStore", "name"];

/** Every key that a mapping in a file can have, whatever its source. */
export const mappingKeys: readonly string[] = [
  "source",
  "handler",
  ...functionOptionNames,
  ...new Set([
    ...Object.keys(jsonProperties(queueOptionsSchema)),
    ...Object.keys(jsonProperties(streamOptionsSchema)),
  ]),
];

/** The options of a schema that a file can hold, as JSON Schemas by name. */
export function jsonProperties(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !notInFiles.includes(name)),
  );
}

/** A hint for a key that nobody knows: the one that was meant, or all that there are. */
export function suggestKey(misspelt: string, known: readonly string[]): string {
  const meant =
    closestName(misspelt, known) ??
    known.find((name) => name.startsWith(misspelt) || misspelt.startsWith(name));
  return meant === undefined ? `Allowed: ${known.join(", ")}` : `Did you mean ${meant}?`;
}
