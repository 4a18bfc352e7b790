import { pairedRatio, spreadOf, type Spread } from "../method/statistics.ts";
import type { EngineCpu } from "./engine-cpu.ts";
import type { ScenarioName } from "./scenarios.ts";
import type { ContenderSummary, FigureName } from "./summary.ts";

export interface Target {
  readonly text: string;
  readonly bound: "at least" | "at most";
  readonly goal: number;
  readonly unit: string;
  readonly measured: Spread;
  /** The figure that is compared with the goal: the median, or the worst round where a ceiling must always hold. */
  readonly judged: number;
  readonly met: boolean;
  /** Why, from what was measured; absent when the target is met. */
  readonly reason?: string;
}

export interface MeasuredScenarios {
  readonly scenarios: ReadonlyMap<ScenarioName, ReadonlyMap<string, ContenderSummary>>;
  readonly engineCpu?: EngineCpu | undefined;
}

/** A core that is busy for this share of the time has nothing left to give. */
const fullCore = 0.93;

/** The targets that this run measured what is needed for. */
export function judgeTargets(measured: MeasuredScenarios): readonly Target[] {
  return [
    speedTarget(
      measured,
      "realistic",
      "sqs-consumer x1",
      50,
      "10 ms + 50 ms, against one sqs-consumer",
    ),
    speedTarget(
      measured,
      "realistic",
      "sqs-consumer x8",
      3,
      "10 ms + 50 ms, against eight sqs-consumers",
    ),
    speedTarget(
      measured,
      "saturated",
      "sqs-consumer x16",
      1.1,
      "saturated, against sqs-consumer's batch mode",
    ),
    engineTarget(measured.engineCpu),
    deleteTarget(measured),
    memoryTarget(measured),
  ].filter((target) => target !== undefined);
}

function speedTarget(
  measured: MeasuredScenarios,
  scenario: ScenarioName,
  rival: string,
  goal: number,
  text: string,
): Target | undefined {
  const ours = measured.scenarios.get(scenario)?.get("Millrace");
  const theirs = measured.scenarios.get(scenario)?.get(rival);
  if (ours === undefined || theirs === undefined) return undefined;
  const ratio = pairedRatio(
    valuesOf(ours, "messagesPerSecond"),
    valuesOf(theirs, "messagesPerSecond"),
  );
  const reason = explainSpeed(ours, theirs, goal, measured);
  return judge({
    text,
    bound: "at least",
    goal,
    unit: "x",
    measured: ratio,
    judged: ratio.median,
    reason,
  });
}

function engineTarget(engineCpu: EngineCpu | undefined): Target | undefined {
  if (engineCpu === undefined) return undefined;
  const { engine, sdk, md5, node } = engineCpu.byOwner;
  return judge({
    text: "engine overhead, CPU of everything but the SDK, by profile",
    bound: "at most",
    goal: 10,
    unit: "us per message",
    measured: engine,
    judged: engine.median,
    reason:
      `by profile a message costs ${us(engine)} in the engine, ${us(md5)} for its MD5, ${us(sdk)} in the SDK and ` +
      `${us(node)} in Node's own callbacks; by subtraction the engine and its MD5 cost ${us(engineCpu.bySubtraction)}`,
  });
}

function deleteTarget({ scenarios }: MeasuredScenarios): Target | undefined {
  const ours = scenarios.get("light")?.get("Millrace");
  if (ours === undefined) return undefined;
  const measured = ours.spreads.deletesPerMessage;
  const { p50Ms, receivesPerMessage } = ours.spreads;
  return judge({
    text: "delete calls per message at 200 messages/s",
    bound: "at most",
    goal: 0.25,
    unit: "",
    measured,
    judged: measured.median,
    reason:
      `${round(1 / measured.median)} messages share a delete call, with ${round(receivesPerMessage.median)} receives ` +
      `per message and ${round(p50Ms.median)} ms from send to handler at the median`,
  });
}

function memoryTarget({ scenarios }: MeasuredScenarios): Target | undefined {
  const all = [...scenarios].flatMap(([name, contenders]) => {
    const ours = contenders.get("Millrace");
    return ours === undefined ? [] : valuesOf(ours, "peakRssMB").map((value) => ({ name, value }));
  });
  if (all.length === 0) return undefined;
  const measured = spreadOf(all.map(({ value }) => value));
  const worst = all.find(({ value }) => value === measured.max)?.name ?? "saturated";
  const others = [...(scenarios.get(worst)?.values() ?? [])]
    .filter(({ label }) => label !== "Millrace")
    .map(({ label, spreads }) => `${label} ${round(spreads.peakRssMB.max)} MB`);
  return judge({
    text: "peak RSS in any scenario and round",
    bound: "at most",
    goal: 260,
    unit: "MB",
    measured,
    judged: measured.max,
    reason: `the peak came in "${worst}", where the others peaked at: ${others.join(", ")}`,
  });
}

function judge({ reason, ...target }: Omit<Target, "met"> & { readonly reason: string }): Target {
  const met =
    target.bound === "at least" ? target.judged >= target.goal : target.judged <= target.goal;
  return met ? { ...target, met } : { ...target, met, reason };
}

function explainSpeed(
  ours: ContenderSummary,
  theirs: ContenderSummary,
  goal: number,
  { engineCpu }: MeasuredScenarios,
): string {
  const { clientCpuShare, cpuUsPerMessage } = ours.spreads;
  const busy = `the client's core was ${percent(clientCpuShare.median)} busy with it at ${us(cpuUsPerMessage)} per message`;
  if (ours.disturbed > 0) {
    return `${busy}; other processes disturbed ${ours.disturbed} of its ${ours.figures.length} runs, so repeat the measurement`;
  }
  if (clientCpuShare.median < fullCore) return `${busy}: waiting, not CPU, held it back`;
  const needed = theirs.spreads.messagesPerSecond.median * goal;
  const sdk =
    engineCpu === undefined
      ? ""
      : `, of which the SDK takes ${us(engineCpu.byOwner.sdk)} when saturated`;
  return `${busy}${sdk}; the goal of ${round(needed)} messages/s leaves ${round(1e6 / needed)} us per message on one core`;
}

function valuesOf(summary: ContenderSummary, name: FigureName): readonly number[] {
  return summary.figures.map((figures) => figures[name]);
}

function us(spread: Spread): string {
  return `${round(spread.median)} us`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
