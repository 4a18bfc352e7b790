import {
  type Clock,
  createBudget,
  createFunction,
  type Mapping,
  type Target,
} from "@millrace/core";

import type { FunctionConfig, WorkerConfig } from "../config/worker-config.ts";
import { guardTarget } from "./guard-target.ts";
import { mapSource } from "./map-source.ts";

/**
 * Makes the mappings of a file; nothing is connected yet. Mappings of one handler share one function,
 * and with it its reserved concurrency; all share the worker's limits.
 */
export function createMappings(config: WorkerConfig, clock: Clock): readonly Mapping[] {
  const { records, bytes } = config.limits;
  const budget = createBudget({
    ...(records === undefined ? {} : { maximumRecords: records }),
    ...(bytes === undefined ? {} : { maximumBytes: bytes }),
  });
  const targets = new Map<FunctionConfig, Target>();
  return config.mappings.map(({ name, source, function: fn, options }) => {
    const target = targets.get(fn) ?? guardTarget(createFunction(fn.handler, fn.options), clock);
    targets.set(fn, target);
    return mapSource(name, source, target, { ...options, budget });
  });
}
