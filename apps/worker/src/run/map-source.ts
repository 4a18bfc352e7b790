import {
  createMapping,
  type Handler,
  type Mapping,
  type QueueMappingOptions,
  type QueueSourceDefinition,
  type StreamMappingOptions,
  type StreamSourceDefinition,
  type Target,
} from "@millrace/core";

import type { SourceDefinition } from "../config/check-source.ts";

/**
 * Makes a mapping of options whose types nobody knows at compile time: they come from a file, and core
 * checks them by what the source is.
 * @throws ConfigurationError with every option that is refused.
 */
export function mapSource(
  name: string,
  source: SourceDefinition,
  handler: Handler | Target,
  options: Readonly<Record<string, unknown>>,
): Mapping {
  const all: unknown = { ...options, name, source, handler };
  return source.kind === "queue"
    ? createMapping(all as QueueMappingOptions & { readonly source: QueueSourceDefinition })
    : createMapping(all as StreamMappingOptions & { readonly source: StreamSourceDefinition });
}
