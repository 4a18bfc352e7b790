import { posix } from "node:path";

import type { FunctionOptions } from "@millrace/core";

import type { CheckedMapping } from "./check-mapping.ts";
import type { Findings } from "./findings.ts";
import { functionOptionNames } from "./mapping-options.ts";
import type { FunctionConfig } from "./worker-config.ts";

/** A function, put together from what its mappings say of it. */
export interface MergedFunction {
  readonly handlerString: string;
  readonly options: FunctionConfig["options"];
  readonly users: readonly CheckedMapping[];
}

/**
 * One handler string is one function, so its options are the same wherever they stand: one mapping
 * may set them for all, and two may not differ.
 */
export function mergeFunctions(
  mappings: readonly CheckedMapping[],
  findings: Findings,
): readonly MergedFunction[] {
  const byHandler = Map.groupBy(
    mappings.filter(({ handler }) => handler !== undefined),
    ({ handler }) => posix.normalize(handler ?? ""),
  );
  return [...byHandler.values()].map((users) => {
    const options = mergeOptions(users, findings);
    return {
      handlerString: users[0]?.handler ?? "",
      options: { ...options, functionName: options.functionName ?? nameFor(users[0]?.name ?? "") },
      users,
    };
  });
}

function mergeOptions(users: readonly CheckedMapping[], findings: Findings): FunctionOptions {
  const merged: Record<string, unknown> = {};
  const setBy = new Map<string, string>();
  for (const { name, path, options } of users) {
    for (const option of functionOptionNames) {
      const value = options[option];
      if (value === undefined) continue;
      const earlier = setBy.get(option);
      if (earlier !== undefined && merged[option] !== value) {
        findings.add([...path, option], {
          value,
          problem: `must be ${JSON.stringify(merged[option])}, as in the mapping ${earlier}: both have one function`,
          hint: "Set it in one of the mappings; it counts for all of the same handler",
        });
        continue;
      }
      merged[option] = value;
      setBy.set(option, earlier ?? name);
    }
  }
  return merged as FunctionOptions;
}

/** A function's name may hold less than a mapping's. */
function nameFor(mappingName: string): string {
  const safe = mappingName.replaceAll(/[^\w-]/g, "-").slice(0, 64);
  return safe === "" ? "handler" : safe;
}
