import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ConfigurationError } from "@millrace/core";
import { describe, expect, test } from "vitest";

import { createFromRequest, type Given, type MappingUnderTest } from "./mapping-under-test.ts";
import { type Request, toOptions } from "./request.ts";

interface Case {
  readonly name: string;
  readonly op?: "update";
  readonly input: Request;
  readonly given?: Given;
  readonly runtime?: Readonly<Record<string, number>>;
  readonly expected: {
    readonly ok: boolean;
    readonly code?: string;
    readonly message?: string;
    readonly option?: string;
    readonly effective?: Readonly<Record<string, unknown>>;
    readonly warnings?: readonly string[];
  };
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, "config.json"), "utf8")) as {
  readonly cases: readonly Case[];
};

function isQueue(request: Request | undefined): boolean {
  return /^arn:aws[\w-]*:sqs:/.test(String(request?.["EventSourceArn"]));
}

const ours = cases.filter(
  ({ input, op, given }) => isQueue(input) || (op === "update" && given?.existing?.some(isQueue)),
);

/** What only somebody who knows all functions and mappings can say: apps/worker checks these. */
function belongsToTheWorker({ input, op, given }: Case): boolean {
  if (op === "update") return false;
  return (
    given?.functions !== undefined ||
    given?.existing !== undefined ||
    input["FunctionName"] === undefined
  );
}

const creates = ours.filter((one) => one.op === undefined && !belongsToTheWorker(one));
const updates = ours.filter((one) => one.op === "update");

test("the file holds the cases of SQS, and three of them are the worker's", () => {
  expect(ours).toHaveLength(73);
  expect(creates).toHaveLength(64);
  expect(updates).toHaveLength(6);
  expect(ours.filter(belongsToTheWorker).map(({ name }) => name)).toEqual([
    "no function",
    "unknown function",
    "duplicate sqs mapping",
  ]);
});

describe("create", () => {
  test.each(creates.filter(({ expected }) => expected.ok))("$name", async (one) => {
    const under = createFromRequest(one.input, one.given ?? {});
    const { state, stateTransitionReason } = under.mapping.status();
    expect({ State: state, StateTransitionReason: stateTransitionReason }).toMatchObject(
      pick(one.expected.effective, ["State", "StateTransitionReason"]),
    );
    await under.clock.finish(under.mapping.start());
    // A disabled mapping opens nothing: enabling it shows its options.
    if (state === "Disabled") await under.clock.finish(under.mapping.update({ enabled: true }));
    expectEffective(under, one);
    for (const warning of one.expected.warnings ?? []) {
      const [option] = warning.split(":");
      expect(under.warnings.filter((text) => text.startsWith(`${option}:`))).not.toEqual([]);
    }
    expect(one.runtime ?? {}).toEqual(pick({ ...under.opened() }, Object.keys(one.runtime ?? {})));
  });

  test.each(creates.filter(({ expected }) => !expected.ok))("$name", async (one) => {
    const refusal = await refusalOf(async () => {
      const { mapping, clock } = createFromRequest(one.input, one.given ?? {});
      await clock.finish(mapping.start());
    });
    expectRefusal(refusal, one);
  });
});

describe("update", () => {
  test.each(updates)("$name", async (one) => {
    const [existing = {}] = one.given?.existing ?? [];
    const { State: _state, ...request } = existing;
    const under = createFromRequest(request, {});
    await under.clock.finish(under.mapping.start());
    const changes = toOptions(one.input);
    if (!one.expected.ok) {
      expectRefusal(await refusalOf(() => under.mapping.update(changes)), one);
      expect(under.mapping.status().state).toBe("Enabled");
      return;
    }
    const updating = under.mapping.update(changes);
    const { state, stateTransitionReason } = under.mapping.status();
    expect({ State: state, StateTransitionReason: stateTransitionReason }).toMatchObject(
      pick(one.expected.effective, ["State", "StateTransitionReason"]),
    );
    await under.clock.finish(updating);
    expectEffective({ ...under, given: { ...under.given, ...changes } }, one);
  });
});

/** The echo of AWS's API, from what the source was opened with. */
function expectEffective({ opened, given }: MappingUnderTest, { expected }: Case): void {
  const options = opened();
  expect(options).toBeDefined();
  if (options === undefined) return;
  const { filterPatterns } = options;
  const { scalingConfig = {}, provisionedPollerConfig } = given as {
    readonly scalingConfig?: object;
    readonly provisionedPollerConfig?: { readonly maximumPollers?: number };
  };
  const effective: Readonly<Record<string, unknown>> = {
    BatchSize: options.batchSize,
    MaximumBatchingWindowInSeconds: options.windowMs / 1000,
    FunctionResponseTypes: options.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
    FilterCriteria:
      filterPatterns.length === 0
        ? null
        : { Filters: filterPatterns.map((Pattern) => ({ Pattern })) },
    ScalingConfig:
      Object.keys(scalingConfig).length === 0 ? null : { MaximumConcurrency: options.concurrency },
    ProvisionedPollerConfig:
      provisionedPollerConfig === undefined ? null : { MaximumPollers: options.maximumPollers },
    // Nothing reads it: it is accepted with a warning.
    MetricsConfig: given["metricsConfig"] === undefined ? null : { Metrics: ["EventCount"] },
  };
  const { State: _s, StateTransitionReason: _r, ...wanted } = expected.effective ?? {};
  expect(effective).toMatchObject(wanted);
}

function expectRefusal(error: unknown, { expected }: Case): void {
  expect(error).toBeInstanceOf(ConfigurationError);
  const [issue] = (error as ConfigurationError).issues;
  expect(issue?.option).toBe(expected.option);
  expect(issue?.aws?.code).toBe(expected.code);
  if (expected.message !== undefined) expect(issue?.aws?.message).toBe(expected.message);
  if (expected.option === "batchSise") expect(issue?.hint).toContain("batchSize");
}

async function refusalOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
}

function pick(
  from: Readonly<Record<string, unknown>> = {},
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));
}
