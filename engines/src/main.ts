import { parseArgs } from "node:util";
import { startDynamoDbLocal } from "./dynamodb-local/start-dynamodb-local.ts";
import type { Engine, StartOptions } from "./engine.ts";
import { EngineError } from "./engine-error.ts";
import { startElasticMq } from "./elasticmq/start-elasticmq.ts";
import { startFauxqs } from "./fauxqs/start-fauxqs.ts";

interface Starter {
  readonly start: (options: StartOptions) => Promise<Engine & { readonly region: string }>;
  /** Where AWS's clients look for the endpoint of the service. */
  readonly variable: string;
  /** To be known before others can reach the machine. */
  readonly caution?: string;
}

const SQS_VARIABLE = "AWS_ENDPOINT_URL_SQS";

/** What can be started by name. `sqs` is the server that the tests trust most. */
const starters: Readonly<Record<string, Starter>> = {
  sqs: { start: startElasticMq, variable: SQS_VARIABLE },
  elasticmq: { start: startElasticMq, variable: SQS_VARIABLE },
  fauxqs: { start: startFauxqs, variable: SQS_VARIABLE },
  dynamodb: {
    start: startDynamoDbLocal,
    variable: "AWS_ENDPOINT_URL_DYNAMODB",
    caution: "It listens on every interface of this machine, and checks no credentials.",
  },
};

const USAGE = `Usage: node engines/src/main.ts ENGINE [--port PORT]
Starts a broker on this machine and keeps it until Ctrl-C.
ENGINE is one of ${Object.keys(starters).join(", ")}; PORT is 0 (any free one) by default.
`;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { port: { type: "string", default: "0" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [name, ...rest] = positionals;
  const starter = name === undefined ? undefined : starters[name];
  const port = Number(values.port);
  if (
    starter === undefined ||
    rest.length > 0 ||
    !Number.isInteger(port) ||
    port < 0 ||
    port > 65_535
  ) {
    process.stderr.write(USAGE);
    return 2;
  }
  const engine = await starter.start({ port });
  process.stdout.write(
    `${engine.name} listens on ${engine.endpoint}. For any AWS client:\n` +
      `  export ${starter.variable}=${engine.endpoint} AWS_REGION=${engine.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test\n` +
      `${starter.caution === undefined ? "" : `${starter.caution}\n`}Ctrl-C stops it.\n`,
  );
  await untilAsked();
  await engine.stop();
  return 0;
}

async function untilAsked(): Promise<void> {
  await new Promise<void>((resolve) => {
    // A process with nothing to do but listen for signals would end.
    const awake = setInterval(() => undefined, 1 << 30);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        clearInterval(awake);
        resolve();
      });
    }
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  const explained = error instanceof EngineError || (error instanceof Error && "code" in error);
  process.stderr.write(`${explained ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
