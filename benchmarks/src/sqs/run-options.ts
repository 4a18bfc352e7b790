import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { scenarioNames, type ScenarioName } from "./scenarios.ts";

export interface RunOptions {
  readonly scenarios: readonly ScenarioName[];
  readonly rounds: number;
  /** Replaces each scenario's own window. */
  readonly windowMs?: number | undefined;
  readonly maximumForeignShare: number;
  /** Disturbed runs are no longer repeated when the whole has taken this long. */
  readonly repeatMinutes: number;
  /** The folder that the results are written to. */
  readonly out: string;
  readonly argv: readonly string[];
}

const resultsFolder = fileURLToPath(new URL("../../results", import.meta.url));

export function parseRunOptions(argv: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      scenarios: { type: "string", default: scenarioNames.join(",") },
      rounds: { type: "string", default: "5" },
      "window-ms": { type: "string" },
      "max-foreign-percent": { type: "string", default: "4" },
      "repeat-minutes": { type: "string", default: "8" },
      out: { type: "string", default: resultsFolder },
    },
  });
  return {
    scenarios: values.scenarios.split(",").map(readScenarioName),
    rounds: Math.ceil(readPositive("rounds", values.rounds)),
    windowMs:
      values["window-ms"] === undefined
        ? undefined
        : readPositive("window-ms", values["window-ms"]),
    maximumForeignShare: readPositive("max-foreign-percent", values["max-foreign-percent"]) / 100,
    repeatMinutes: readPositive("repeat-minutes", values["repeat-minutes"]),
    out: values.out,
    argv,
  };
}

function readScenarioName(text: string): ScenarioName {
  const name = scenarioNames.find((each) => each === text);
  if (name === undefined)
    throw new Error(`--scenarios takes ${scenarioNames.join(", ")}; got ${text}`);
  return name;
}

function readPositive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${flag} takes a number above 0, got ${text}`);
  return value;
}
