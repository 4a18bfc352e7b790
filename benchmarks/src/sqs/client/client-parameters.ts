import { parseArgs } from "node:util";

/** What every client under test is told, so that only the client differs. */
export interface ClientParameters {
  readonly queueUrl: string;
  /** Consumer instances, receive loops or batches in the handler at once: see the scenario. */
  readonly parallel: number;
  /** How long the handler waits for each batch; 0 is a handler that does nothing. */
  readonly handlerMs: number;
  /** The window opens after this many messages and this many milliseconds, or when the limit is over. */
  readonly warmupMessages: number;
  readonly warmupMs: number;
  readonly warmupLimitMs: number;
  readonly windowMs: number;
  /** Where to write a CPU profile of the window; none when absent. */
  readonly profilePath?: string | undefined;
}

const numberFlags = {
  parallel: "parallel",
  handlerMs: "handler-ms",
  warmupMessages: "warmup-messages",
  warmupMs: "warmup-ms",
  warmupLimitMs: "warmup-limit-ms",
  windowMs: "window-ms",
} as const;

export function formatParameters(parameters: ClientParameters): readonly string[] {
  const numbers = Object.entries(numberFlags).map(
    ([name, flag]) => `--${flag}=${parameters[name as keyof typeof numberFlags]}`,
  );
  const { queueUrl, profilePath } = parameters;
  return [
    `--queue-url=${queueUrl}`,
    ...numbers,
    ...(profilePath === undefined ? [] : [`--profile-path=${profilePath}`]),
  ];
}

export function parseParameters(argv: readonly string[]): ClientParameters {
  const flags = ["queue-url", "profile-path", ...Object.values(numberFlags)];
  const { values } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(flags.map((flag) => [flag, { type: "string" } as const])),
  });
  const numbers = Object.entries(numberFlags).map(([name, flag]) => [
    name,
    readNumber(flag, values[flag]),
  ]);
  const queueUrl = values["queue-url"];
  if (queueUrl === undefined) throw new Error("--queue-url is missing");
  return {
    ...(Object.fromEntries(numbers) as Record<keyof typeof numberFlags, number>),
    queueUrl,
    profilePath: values["profile-path"],
  };
}

function readNumber(flag: string, text: string | undefined): number {
  const value = Number(text ?? Number.NaN);
  if (!Number.isFinite(value) || value < 0)
    throw new Error(`--${flag} must be a number from 0, got ${text}`);
  return value;
}
