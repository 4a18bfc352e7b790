import type { Machine } from "../method/machine.ts";
import type { EngineCpu } from "./engine-cpu.ts";
import type { Scenario } from "./scenarios.ts";
import type { ContenderSummary } from "./summary.ts";
import type { Target } from "./targets.ts";

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly contenders: readonly ContenderSummary[];
}

export interface SqsResults {
  readonly benchmark: "sqs";
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly minutes: number;
  readonly commit: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  /** Runs during which others used more than this share of one core were repeated. */
  readonly maximumForeignShare: number;
  readonly scenarios: readonly ScenarioResult[];
  readonly engineCpu?: EngineCpu | undefined;
  readonly targets: readonly Target[];
}
