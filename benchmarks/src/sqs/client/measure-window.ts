import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { readMachineCpuUs } from "../../method/machine-cpu.ts";
import { quantile } from "../../method/statistics.ts";
import type { ServerStats } from "../server/bench-server.ts";
import type { ClientParameters } from "./client-parameters.ts";
import type { Gauge } from "./gauge.ts";
import type { ServerControl } from "./server-control.ts";
import { startProfile } from "./window-profile.ts";

export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What happened between two moments of a run, warm-up and stop excluded. */
export interface MeasuredWindow {
  readonly messages: number;
  readonly elapsedMs: number;
  readonly cpuUserUs: number;
  readonly cpuSystemUs: number;
  readonly eventLoopUtilization: number;
  readonly serverCpuUs: number;
  /** CPU that neither the client nor the server used. */
  readonly foreignCpuUs: number;
  readonly deleted: number;
  readonly requests: Readonly<Record<string, number>>;
  /** Send to handler start; absent when no message carried its time of sending. */
  readonly latencies?: Latencies;
}

const pollMs = 20;

export async function measureWindow(
  parameters: ClientParameters,
  gauge: Gauge,
  control: ServerControl,
): Promise<MeasuredWindow> {
  await warmUp(parameters, gauge);
  const serverBefore = await control.stats();
  gauge.recordLatencies();
  const stopProfile =
    parameters.profilePath === undefined ? undefined : await startProfile(parameters.profilePath);
  const before = takeSample(gauge);
  await sleep(parameters.windowMs);
  const after = takeSample(gauge);
  await stopProfile?.();
  const latencies = summariseLatencies(gauge.takeLatencies());
  const serverAfter = await control.stats();

  const cpuUserUs = after.cpu.user - before.cpu.user;
  const cpuSystemUs = after.cpu.system - before.cpu.system;
  const serverCpuUs = serverAfter.cpuUs - serverBefore.cpuUs;
  return {
    messages: after.handled - before.handled,
    elapsedMs: after.nowMs - before.nowMs,
    cpuUserUs,
    cpuSystemUs,
    eventLoopUtilization: performance.eventLoopUtilization(after.loop, before.loop).utilization,
    serverCpuUs,
    foreignCpuUs: Math.max(
      0,
      after.machineCpuUs - before.machineCpuUs - cpuUserUs - cpuSystemUs - serverCpuUs,
    ),
    deleted: serverAfter.deleted - serverBefore.deleted,
    requests: subtractRequests(serverAfter, serverBefore),
    ...(latencies === undefined ? {} : { latencies }),
  };
}

async function warmUp(parameters: ClientParameters, gauge: Gauge): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const passedMs = performance.now() - startMs;
    if (passedMs >= parameters.warmupLimitMs) return;
    if (passedMs >= parameters.warmupMs && gauge.handled >= parameters.warmupMessages) return;
    await sleep(pollMs);
  }
}

interface Sample {
  readonly nowMs: number;
  readonly handled: number;
  readonly cpu: NodeJS.CpuUsage;
  readonly loop: ReturnType<typeof performance.eventLoopUtilization>;
  readonly machineCpuUs: number;
}

function takeSample(gauge: Gauge): Sample {
  return {
    nowMs: performance.now(),
    handled: gauge.handled,
    cpu: process.cpuUsage(),
    loop: performance.eventLoopUtilization(),
    machineCpuUs: readMachineCpuUs(),
  };
}

function summariseLatencies(latenciesMs: readonly number[]): Latencies | undefined {
  if (latenciesMs.length === 0) return undefined;
  return {
    count: latenciesMs.length,
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    maxMs: quantile(latenciesMs, 1),
  };
}

function subtractRequests(
  after: ServerStats,
  before: ServerStats,
): Readonly<Record<string, number>> {
  const actions = Object.entries(after.requests);
  return Object.fromEntries(
    actions.map(([action, count]) => [action, count - (before.requests[action] ?? 0)]),
  );
}
