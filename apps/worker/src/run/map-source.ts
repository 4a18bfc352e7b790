import {
  createMapping,
  type Handler,
  type Mapping,
  type QueueMappingOptions,
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
  const all = { ...options, name, source, handler };
  return createMapping(
    all as unknown as QueueMappingOptions & { readonly source: SourceDefinition },
  );
}
