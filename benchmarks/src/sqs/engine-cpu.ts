import { pairedDifference, spreadOf, type Spread } from "../method/statistics.ts";
import { cpuOwners, type CpuOwner } from "./cpu-owners.ts";
import type { ContenderSummary } from "./summary.ts";

/** What a message costs on top of the SDK, measured in two ways that share nothing. */
export interface EngineCpu {
  /** By profile: each owner's share of the samples times the CPU per message of the runs without a profiler. */
  readonly byOwner: Readonly<Record<CpuOwner, Spread>>;
  /** By subtraction: CPU per message minus that of the same calls made by the SDK alone, round by round. */
  readonly bySubtraction: Spread;
}

export function computeEngineCpu(
  profiles: readonly ReadonlyMap<string, number>[],
  millrace: ContenderSummary,
  sdkAlone: ContenderSummary,
): EngineCpu {
  const cpuUs = millrace.spreads.cpuUsPerMessage.median;
  return {
    byOwner: Object.fromEntries(
      cpuOwners.map((owner) => [
        owner,
        spreadOf(profiles.map((shares) => (shares.get(owner) ?? 0) * cpuUs)),
      ]),
    ) as Record<CpuOwner, Spread>,
    bySubtraction: pairedDifference(
      millrace.figures.map(({ cpuUsPerMessage }) => cpuUsPerMessage),
      sdkAlone.figures.map(({ cpuUsPerMessage }) => cpuUsPerMessage),
    ),
  };
}
