import { pairedRatio, type Spread } from "../method/statistics.ts";
import type { EngineCpu } from "./engine-cpu.ts";
import type { ScenarioResult, SqsResults } from "./results.ts";
import type { ContenderSummary } from "./summary.ts";
import type { Target } from "./targets.ts";

export function renderResults(results: SqsResults): string {
  return [
    "# SQS: Millrace beside sqs-consumer and the bare SDK",
    renderCircumstances(results),
    "## Targets",
    renderTargets(results.targets),
    ...results.scenarios.flatMap((result) => [
      `## ${result.scenario.title}`,
      renderScenario(result),
    ]),
    ...(results.engineCpu === undefined
      ? []
      : ["## Where Millrace's CPU time goes, saturated", renderEngineCpu(results.engineCpu)]),
    "## How it was measured",
    renderMethod(results),
  ]
    .join("\n\n")
    .concat("\n");
}

function renderCircumstances({
  command,
  startedAt,
  minutes,
  commit,
  machine,
  versions,
  rounds,
}: SqsResults): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- Command: \`${command}\``,
    `- Date: ${startedAt.slice(0, 16).replace("T", " ")} UTC, ${formatNumber(minutes)} minutes; commit ${commit}`,
    `- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}` +
      `; processes ${machine.pinned ? "pinned to cores" : "not pinned to cores"}`,
    `- Node ${machine.node}; ${packages.join(", ")}`,
    `- ${rounds} rounds; every figure is the median [least - greatest] of the rounds`,
  ].join("\n");
}

function renderTargets(targets: readonly Target[]): string {
  const rows = targets.map((target) => [
    target.text,
    `${target.bound} ${target.goal} ${target.unit}`.trim(),
    `${formatSpread(target.measured)} ${target.unit}`.trim(),
    target.met ? "met" : `missed by ${formatMiss(target)}`,
  ]);
  const reasons = targets.flatMap(({ text, reason }) =>
    reason === undefined ? [] : [`- Missed, ${text}: ${reason}.`],
  );
  return [
    renderTable(["target", "goal", "measured", "result"], rows),
    ...(reasons.length === 0 ? [] : ["", ...reasons]),
  ].join("\n");
}

function formatMiss({ goal, judged, unit }: Target): string {
  const distance = Math.abs(judged - goal);
  return `${formatNumber(distance)} ${unit}`
    .trim()
    .concat(` (${Math.round((distance / goal) * 100)} %)`);
}

function renderScenario({ scenario, contenders }: ScenarioResult): string {
  const ours = contenders.find(({ label }) => label === "Millrace");
  const stamped = "perSecond" in scenario.load;
  const header = [
    "client",
    "messages/s",
    // At a given rate all that keep up are equally fast.
    ...(stamped ? [] : ["Millrace is faster by"]),
    "CPU us per message",
    "peak RSS MB",
    "core busy",
    "receive / delete calls per message",
    ...(stamped ? ["send to handler p50 ms", "p99 ms"] : []),
    "runs discarded",
  ];
  const rows = contenders.map((contender) => {
    const { spreads } = contender;
    return [
      contender.label,
      formatSpread(spreads.messagesPerSecond),
      ...(stamped ? [] : [formatRatio(ours, contender)]),
      formatSpread(spreads.cpuUsPerMessage),
      formatSpread(spreads.peakRssMB),
      `${Math.round(spreads.clientCpuShare.median * 100)} %`,
      `${formatNumber(spreads.receivesPerMessage.median)} / ${formatNumber(spreads.deletesPerMessage.median)}`,
      ...(stamped ? [formatSpread(spreads.p50Ms), formatSpread(spreads.p99Ms)] : []),
      contender.disturbed === 0
        ? String(contender.discarded)
        : `${contender.discarded}, ${contender.disturbed} kept disturbed`,
    ];
  });
  const faults = contenders.flatMap(({ label, faults: list }) =>
    list.map((fault) => `- ${label}, ${fault}`),
  );
  const verdict =
    faults.length === 0 ? ["No run lost an acknowledgement or saw a redelivery."] : faults;
  return [renderTable(header, rows), "", ...verdict].join("\n");
}

function formatRatio(ours: ContenderSummary | undefined, theirs: ContenderSummary): string {
  if (ours === undefined || ours === theirs) return "";
  const ratio = pairedRatio(
    ours.figures.map(({ messagesPerSecond }) => messagesPerSecond),
    theirs.figures.map(({ messagesPerSecond }) => messagesPerSecond),
  );
  return `${formatSpread(ratio)} x`;
}

const ownerTitles = {
  sdk: "AWS SDK",
  engine: "Millrace and its dependencies",
  md5: "MD5 of each body",
  benchmark: "the benchmark's handler",
  node: "Node: sockets, timers and the HTTP parser, called by nobody above",
} as const;

function renderEngineCpu({ byOwner, bySubtraction }: EngineCpu): string {
  const rows = Object.entries(ownerTitles).map(([owner, title]) => [
    title,
    formatSpread(byOwner[owner as keyof typeof ownerTitles]),
  ]);
  return [
    renderTable(["part, by CPU profile", "us per message"], rows),
    "",
    `By subtraction of "SDK calls alone", which makes the same calls and the same MD5 check: ${formatSpread(bySubtraction)} us per message.`,
  ].join("\n");
}

function renderMethod({ maximumForeignShare, scenarios }: SqsResults): string {
  const windows = scenarios
    .map(({ scenario }) => `${scenario.name} ${scenario.windowMs / 1000} s`)
    .join(", ");
  const serverShares = scenarios.flatMap(({ contenders }) =>
    contenders.map(({ spreads }) => spreads.serverCpuShare.max),
  );
  return [
    "- A minimal SQS server and one client at a time, each a process of its own on its own core; both new for each run.",
    `- The server used at most ${Math.round(Math.max(...serverShares) * 100)} % of its core.`,
    "- In each round all clients run once, in turned order every other round; ratios are taken within a round.",
    `- The warm-up is left out; what is measured is a window of ${windows}.`,
    `- Runs during which other processes used more than ${maximumForeignShare * 100} % of a core are discarded and repeated.`,
    "- 1,024-byte bodies; all clients ask for all attributes, receive in tens, check MD5 and sign their requests.",
    "- After each run the server is asked whether every handled message was deleted, and none delivered twice.",
    "- RSS is the process's peak; about 15 MB of it is Node's TypeScript stripper, in every client alike.",
  ].join("\n");
}

function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

export function formatSpread({ median, min, max }: Spread): string {
  return `${formatNumber(median)} [${formatNumber(min)} - ${formatNumber(max)}]`;
}

/** Three significant digits; whole numbers from 100 up, with a comma for thousands. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "-";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
