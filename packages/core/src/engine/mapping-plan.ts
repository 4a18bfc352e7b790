import { ConfigurationError, type ConfigurationIssue } from "../base/configuration-error.ts";
import type { Budget } from "../contracts/budget.ts";
import type { QueueSourceDefinition } from "../contracts/connector.ts";
import type {
  FunctionOptions,
  QueueMappingOptions,
  ResolvedQueueOptions,
} from "../contracts/mapping-options.ts";
import type { Target } from "../contracts/target.ts";
import { checkFunctionOptions, createFunction } from "../parts/function-target.ts";
import { compileFilter, type RecordFilter } from "../rules/filter/index.ts";
import { checkQueueOptions } from "../rules/options/check-queue-options.ts";

/** Everything that a mapping was told, checked and with its defaults. */
export interface MappingPlan<Item, Event> {
  readonly name: string;
  readonly source: QueueSourceDefinition<Item, Event>;
  readonly target: Target;
  readonly options: ResolvedQueueOptions;
  readonly filter: RecordFilter | undefined;
  readonly budget: Budget | undefined;
  readonly warnings: readonly string[];
}

export type PlanInput<Item, Event> = QueueMappingOptions<Event> & {
  readonly source: QueueSourceDefinition<Item, Event>;
};

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
export function planMapping<Item, Event>(input: PlanInput<Item, Event>): MappingPlan<Item, Event> {
  const { source, handler, ...rest } = input;
  if (!isSource(source)) {
    const problem = "must be made by a connector, such as sqs({ queueUrl })";
    throw new ConfigurationError([{ option: "source", value: source, problem }]);
  }
  const name = input.name ?? source.defaultName;
  const issues: ConfigurationIssue[] = [];
  const functionOptions = pickFunctionOptions(rest);
  issues.push(...checkHandler(handler, functionOptions));
  const given = Object.fromEntries(
    Object.entries(rest).filter(
      ([option]) => !(functionOptionNames as readonly string[]).includes(option),
    ),
  );
  const check = checkQueueOptions(given, source);
  issues.push(...check.issues);
  if (issues.length > 0 || check.options === undefined)
    throw new ConfigurationError(issues, `mapping ${name}`);
  const { options } = check;
  return {
    name,
    source,
    target: isTarget(handler)
      ? handler
      : createFunction(handler, { functionName: functionNameOf(name), ...functionOptions }),
    options,
    filter:
      options.filterPatterns.length === 0
        ? undefined
        : compileFilter(options.filterPatterns, source.filterView),
    budget: input.budget,
    warnings: check.warnings,
  };
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

function isSource(source: unknown): source is QueueSourceDefinition {
  return (
    typeof source === "object" &&
    source !== null &&
    (source as Partial<QueueSourceDefinition>).kind === "queue"
  );
}

/** A function name made from a mapping's name, which may hold more than a function's name can. */
function functionNameOf(name: string): string {
  const safe = name.replaceAll(/[^\w-]/g, "-").slice(0, 64);
  return safe === "" ? "handler" : safe;
}
