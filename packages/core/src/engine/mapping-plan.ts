import { ConfigurationError, type ConfigurationIssue } from "../base/configuration-error.ts";
import type { Budget } from "../contracts/budget.ts";
import type { CheckpointStore } from "../contracts/checkpoint-store.ts";
import type { QueueSourceDefinition } from "../contracts/connector.ts";
import type { Destination } from "../contracts/destination.ts";
import type {
  FunctionOptions,
  QueueMappingOptions,
  ResolvedQueueOptions,
} from "../contracts/mapping-options.ts";
import type { StreamSourceDefinition } from "../contracts/stream-connector.ts";
import type { ResolvedStreamOptions, StreamMappingOptions } from "../contracts/stream-options.ts";
import type { Target } from "../contracts/target.ts";
import { checkFunctionOptions, createFunction } from "../parts/function-target.ts";
import { compileFilter, type RecordFilter } from "../rules/filter/index.ts";
import { checkQueueOptions } from "../rules/options/check-queue-options.ts";
import { checkStreamOptions } from "../rules/options/check-stream-options.ts";

interface CommonPlan {
  readonly name: string;
  readonly target: Target;
  readonly filter: RecordFilter | undefined;
  readonly budget: Budget | undefined;
  readonly warnings: readonly string[];
}

export interface QueuePlan<Item, Event> extends CommonPlan {
  readonly kind: "queue";
  readonly source: QueueSourceDefinition<Item, Event>;
  readonly options: ResolvedQueueOptions;
}

export interface StreamPlan<Item, Event> extends CommonPlan {
  readonly kind: "stream";
  readonly source: StreamSourceDefinition<Item, Event>;
  readonly options: ResolvedStreamOptions;
  readonly checkpointStore: CheckpointStore | undefined;
  readonly destination: Destination<Item> | undefined;
}

/** Everything that a mapping was told, checked and with its defaults. */
export type MappingPlan<Item, Event> = QueuePlan<Item, Event> | StreamPlan<Item, Event>;

export type QueuePlanInput<Item, Event> = QueueMappingOptions<Event> & {
  readonly source: QueueSourceDefinition<Item, Event>;
};

export type StreamPlanInput<Item, Event> = StreamMappingOptions<Event> & {
  readonly source: StreamSourceDefinition<Item, Event>;
};

export type PlanInput<Item, Event> = QueuePlanInput<Item, Event> | StreamPlanInput<Item, Event>;

const functionOptionNames = [
  "functionName",
  "timeout",
  "memorySize",
  "reservedConcurrentExecutions",
] as const;

/**
 * Checks the options of a mapping, all of them at once.
 * @throws ConfigurationError with every problem found.
 */
export function planMapping<Item, Event>(
  input: QueuePlanInput<Item, Event>,
): QueuePlan<Item, Event>;
export function planMapping<Item, Event>(
  input: StreamPlanInput<Item, Event>,
): StreamPlan<Item, Event>;
export function planMapping<Item, Event>(input: PlanInput<Item, Event>): MappingPlan<Item, Event>;
export function planMapping<Item, Event>(input: PlanInput<Item, Event>): MappingPlan<Item, Event> {
  const { source, handler, ...rest } = input;
  if (!isSource(source)) {
    const problem = "must be made by a connector, such as sqs({ queueUrl })";
    throw new ConfigurationError([{ option: "source", value: source, problem }]);
  }
  const name = input.name ?? source.defaultName;
  const functionOptions = pickFunctionOptions(rest);
  const handlerIssues = checkHandler(handler, functionOptions);
  const given = Object.fromEntries(
    Object.entries(rest).filter(
      ([option]) => !(functionOptionNames as readonly string[]).includes(option),
    ),
  );
  const finish = (check: {
    readonly issues: readonly ConfigurationIssue[];
    readonly warnings: readonly string[];
    readonly options?: { readonly filterPatterns: readonly string[] };
  }): CommonPlan => {
    const issues = [...handlerIssues, ...check.issues];
    if (issues.length > 0) throw new ConfigurationError(issues, `mapping ${name}`);
    const patterns = check.options?.filterPatterns ?? [];
    return {
      name,
      target: isTarget(handler)
        ? handler
        : createFunction(handler, { functionName: functionNameOf(name), ...functionOptions }),
      filter: patterns.length === 0 ? undefined : compileFilter(patterns, source.filterView),
      budget: input.budget,
      warnings: check.warnings,
    };
  };

  if (source.kind === "queue") {
    const check = checkQueueOptions(given, source);
    return { kind: "queue", source, ...finish(check), options: resolved(check.options) };
  }
  const check = checkStreamOptions(given, source);
  const { checkpointStore, destinationConfig } = input as StreamPlanInput<Item, Event>;
  return {
    kind: "stream",
    source,
    ...finish(check),
    options: resolved(check.options),
    checkpointStore,
    destination: destinationConfig?.onFailure?.destination,
  };
}

/** Options are there when nothing was refused, and what was refused has thrown. */
function resolved<Options>(options: Options | undefined): Options {
  return options as Options;
}

function pickFunctionOptions(options: FunctionOptions): FunctionOptions {
  const { functionName, timeout, memorySize, reservedConcurrentExecutions } = options;
  return {
    ...(functionName === undefined ? {} : { functionName }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(memorySize === undefined ? {} : { memorySize }),
    ...(reservedConcurrentExecutions === undefined ? {} : { reservedConcurrentExecutions }),
  };
}

function checkHandler(handler: unknown, options: FunctionOptions): readonly ConfigurationIssue[] {
  if (isTarget(handler)) {
    // A target brings its own: two places for one option would contradict each other.
    return Object.keys(options).map((option) => ({
      option,
      problem: "belongs to the function when the handler is a target",
      hint: "Set it where the target is made, such as createFunction(handler, { timeout })",
    }));
  }
  const issues = [...checkFunctionOptions(options)];
  if (typeof handler !== "function") {
    issues.unshift({
      option: "handler",
      value: handler,
      problem: "must be a function (event, context) or a target",
    });
  }
  return issues;
}

function isTarget(handler: unknown): handler is Target {
  return (
    typeof handler === "object" &&
    handler !== null &&
    typeof (handler as Partial<Target>).invoke === "function"
  );
}

function isSource(source: unknown): boolean {
  if (typeof source !== "object" || source === null) return false;
  const { kind } = source as { readonly kind?: unknown };
  return kind === "queue" || kind === "stream";
}

/** A function name made from a mapping's name, which may hold more than a function's name can. */
function functionNameOf(name: string): string {
  const safe = name.replaceAll(/[^\w-]/g, "-").slice(0, 64);
  return safe === "" ? "handler" : safe;
}
