export const clientFiles = ["sqs-consumer", "sdk-loop", "sdk-floor", "millrace"] as const;
export type ClientFile = (typeof clientFiles)[number];

export interface Contender {
  readonly label: string;
  readonly client: ClientFile;
  /** Instances of sqs-consumer, loops of the SDK clients, batches in the handler at once of Millrace. */
  readonly parallel: number;
  /** Options of Node itself for the client's process. Default: none. */
  readonly nodeOptions?: readonly string[];
}

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  /** Added by the server to each call. */
  readonly delayMs: number;
  /** A backlog that no client can empty, or messages at a rate. */
  readonly load: { readonly fill: number } | { readonly perSecond: number };
  readonly handlerMs: number;
  readonly warmupMessages: number;
  readonly warmupMs: number;
  readonly warmupLimitMs: number;
  readonly windowMs: number;
  readonly contenders: readonly Contender[];
}

export const scenarioNames = ["saturated", "realistic", "light"] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const backlog = { fill: 100_000_000 };

/** The three loads of the comparison. Sixteen instances are where sqs-consumer is fastest on one core. */
export const scenarios: readonly Scenario[] = [
  {
    name: "saturated",
    title: "Saturated: API latency 0 ms, handler that does nothing",
    delayMs: 0,
    load: backlog,
    handlerMs: 0,
    warmupMessages: 5000,
    warmupMs: 500,
    warmupLimitMs: 10_000,
    windowMs: 3000,
    contenders: [
      { label: "sqs-consumer x16", client: "sqs-consumer", parallel: 16 },
      { label: "SDK loop x16", client: "sdk-loop", parallel: 16 },
      { label: "SDK calls alone", client: "sdk-floor", parallel: 10 },
      { label: "Millrace", client: "millrace", parallel: 100 },
      {
        label: "Millrace, semi-space 16 MB",
        client: "millrace",
        parallel: 100,
        nodeOptions: ["--max-semi-space-size=16"],
      },
    ],
  },
  {
    name: "realistic",
    title: "Realistic: API latency 10 ms, handler that waits 50 ms",
    delayMs: 10,
    load: backlog,
    handlerMs: 50,
    warmupMessages: 5000,
    warmupMs: 3000,
    warmupLimitMs: 3000,
    windowMs: 3000,
    contenders: [
      { label: "sqs-consumer x1", client: "sqs-consumer", parallel: 1 },
      { label: "sqs-consumer x8", client: "sqs-consumer", parallel: 8 },
      { label: "SDK loop x8", client: "sdk-loop", parallel: 8 },
      { label: "Millrace", client: "millrace", parallel: 100 },
    ],
  },
  {
    name: "light",
    title: "Light: 200 messages/s, API latency 10 ms, handler that does nothing",
    delayMs: 10,
    load: { perSecond: 200 },
    handlerMs: 0,
    warmupMessages: 300,
    warmupMs: 1500,
    warmupLimitMs: 5000,
    windowMs: 4000,
    contenders: [
      { label: "sqs-consumer x1", client: "sqs-consumer", parallel: 1 },
      { label: "SDK loop x1", client: "sdk-loop", parallel: 1 },
      { label: "Millrace", client: "millrace", parallel: 100 },
    ],
  },
];
