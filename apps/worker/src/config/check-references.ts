import type { ConfigurationIssue } from "@millrace/core/connector";

/** A mapping, as the rules between mappings and functions see it. */
export interface MappingReference {
  /** Id that AWS's text shows; here the mapping's name in the file. */
  readonly id: string;
  readonly kind: "queue" | "stream";
  /** The same for the same source. */
  readonly source: string;
  readonly functionName: string;
}

/** @param exists whether there is such a function. */
export function checkFunctionExists(
  functionName: string,
  exists: (functionName: string) => boolean,
): readonly ConfigurationIssue[] {
  if (exists(functionName)) return [];
  return [
    {
      option: "handler",
      value: functionName,
      problem: "names no function",
      aws: { code: "InvalidParameterValueException", message: "Function does not exist" },
    },
  ];
}

/**
 * Two mappings of one source and one function would hand out every record twice.
 * Source of the texts: AWS Lambda, CreateEventSourceMapping; they keep AWS's spaces inside the quotes.
 */
export function checkDuplicate(
  mapping: MappingReference,
  existing: readonly MappingReference[],
): readonly ConfigurationIssue[] {
  const other = existing.find(
    ({ source, functionName }) =>
      source === mapping.source && functionName === mapping.functionName,
  );
  if (other === undefined) return [];
  return [
    {
      option: "source",
      problem: `has the same source and the same handler as the mapping ${other.id}`,
      hint: "Leave one of them out: their messages would be shared between the two at random",
      aws: { code: "ResourceConflictException", message: duplicateText(mapping, other) },
    },
  ];
}

function duplicateText(mapping: MappingReference, other: MappingReference): string {
  const remedy = `Please update or delete the existing mapping with UUID ${other.id}`;
  const { source, functionName } = mapping;
  switch (mapping.kind) {
    case "queue":
      return `An event source mapping with SQS arn (" ${source} ") and function (" ${functionName} ") already exists. ${remedy}`;
    case "stream":
      return `The event source arn (" ${source} ") and function (" ${functionName} ") provided mapping already exists. ${remedy}`;
    default:
      return mapping.kind satisfies never;
  }
}
