import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate } from "../method/alternate.ts";
import { describeMachine, readCommit, readVersions } from "../method/machine.ts";
import { profileShares, type CpuProfile } from "../method/profile-shares.ts";
import { ownerOfFrame } from "./cpu-owners.ts";
import { computeEngineCpu, type EngineCpu } from "./engine-cpu.ts";
import { formatNumber, renderResults } from "./render-results.ts";
import type { ScenarioResult, SqsResults } from "./results.ts";
import { parseRunOptions, type RunOptions } from "./run-options.ts";
import { runOnce } from "./run-once.ts";
import { scenarios, type Scenario, type ScenarioName } from "./scenarios.ts";
import { figuresOf, summarise, type ContenderSummary } from "./summary.ts";
import { judgeTargets } from "./targets.ts";
import { writeResults } from "./write-results.ts";

const measuredPackages = ["@millrace/core", "@millrace/sqs", "sqs-consumer", "@aws-sdk/client-sqs"];
const maximumRepeats = 3;

const options = parseRunOptions(process.argv.slice(2));
const startedAt = new Date();
const results = await measureAll(options);
process.stdout.write(`\n${renderResults(results)}\n`);
for (const path of writeResults(results, options.out)) say(`written: ${path}`);
const faults = results.scenarios.flatMap(({ contenders }) =>
  contenders.flatMap((each) => each.faults),
);
if (faults.length > 0) {
  say(`${faults.length} runs lost acknowledgements or had errors; see the table`);
  process.exitCode = 1;
}

async function measureAll(runOptions: RunOptions): Promise<SqsResults> {
  const measured: ScenarioResult[] = [];
  for (const scenario of scenarios.filter(({ name }) => runOptions.scenarios.includes(name))) {
    const shortened =
      runOptions.windowMs === undefined ? scenario : { ...scenario, windowMs: runOptions.windowMs };
    measured.push({
      scenario: shortened,
      contenders: await measureScenario(shortened, runOptions),
    });
  }
  const byName = new Map<ScenarioName, ReadonlyMap<string, ContenderSummary>>(
    measured.map(({ scenario, contenders }) => [
      scenario.name,
      new Map(contenders.map((contender) => [contender.label, contender])),
    ]),
  );
  const saturated = measured.find(({ scenario }) => scenario.name === "saturated");
  const engineCpu =
    saturated === undefined ? undefined : await measureEngineCpu(saturated, runOptions);
  return {
    benchmark: "sqs",
    command: [
      "npm run bench:sqs",
      ...(runOptions.argv.length === 0 ? [] : ["--", ...runOptions.argv]),
    ].join(" "),
    startedAt: startedAt.toISOString(),
    minutes: minutesSinceStart(),
    commit: readCommit(),
    machine: describeMachine(),
    versions: readVersions(measuredPackages, import.meta.url),
    rounds: runOptions.rounds,
    maximumForeignShare: runOptions.maximumForeignShare,
    scenarios: measured,
    engineCpu,
    targets: judgeTargets({ scenarios: byName, engineCpu }),
  };
}

async function measureScenario(
  scenario: Scenario,
  runOptions: RunOptions,
): Promise<readonly ContenderSummary[]> {
  const { rounds, maximumForeignShare, repeatMinutes } = runOptions;
  say(`${scenario.title}: ${scenario.contenders.length} clients x ${rounds} rounds`);
  const contenderOf = new Map(scenario.contenders.map((contender) => [contender.label, contender]));
  const taken = await alternate({
    contenders: [...contenderOf.keys()],
    rounds,
    measure: async (label) => {
      const contender = contenderOf.get(label);
      if (contender === undefined) throw new Error(`no contender ${label}`);
      return runOnce({ scenario, contender });
    },
    foreignShare: (report) => figuresOf(report).foreignCpuShare,
    maximumForeignShare,
    mayRepeat: (attempt) => attempt <= maximumRepeats && minutesSinceStart() < repeatMinutes,
    onTaken: ({ contender, round, report, discarded, disturbed }) => {
      const { messagesPerSecond, cpuUsPerMessage, serverCpuShare } = figuresOf(report);
      say(
        `  round ${round + 1}  ${contender.padEnd(18)} ${formatNumber(messagesPerSecond).padStart(7)} msg/s ` +
          `${formatNumber(cpuUsPerMessage).padStart(6)} us/msg  server ${Math.round(serverCpuShare * 100)} %` +
          `${discarded > 0 ? `  discarded ${discarded}` : ""}${disturbed ? "  DISTURBED" : ""}`,
      );
    },
  });
  return scenario.contenders.map(({ label }) =>
    summarise(
      label,
      taken.filter(({ contender }) => contender === label),
    ),
  );
}

async function measureEngineCpu(
  { scenario, contenders }: ScenarioResult,
  { rounds }: RunOptions,
): Promise<EngineCpu> {
  const contender = scenario.contenders.find(({ client }) => client === "millrace");
  const millrace = contenders.find(({ label }) => label === contender?.label);
  const sdkAlone =
    contenders[scenario.contenders.findIndex(({ client }) => client === "sdk-floor")];
  if (contender === undefined || millrace === undefined || sdkAlone === undefined) {
    throw new Error(`the scenario ${scenario.name} lacks the clients to compare`);
  }
  say(`CPU profile of Millrace, saturated: ${rounds} rounds`);
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  try {
    const shares: ReadonlyMap<string, number>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const profilePath = join(folder, `${round}.cpuprofile`);
      await runOnce({ scenario, contender, profilePath });
      shares.push(
        profileShares(JSON.parse(readFileSync(profilePath, "utf8")) as CpuProfile, ownerOfFrame),
      );
    }
    return computeEngineCpu(shares, millrace, sdkAlone);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function minutesSinceStart(): number {
  return (Date.now() - startedAt.getTime()) / 60_000;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
