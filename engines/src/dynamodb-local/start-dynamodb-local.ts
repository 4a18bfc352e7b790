import { join } from "node:path";
import type { DynamoDbEngine, StartOptions } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import { findJava } from "../java/find-java.ts";
import type { JavaEngine } from "../java/java-engine.ts";
import { resolveClasspath } from "../java/resolve-classpath.ts";
import { claimPort } from "../process/claim-port.ts";
import { spawnEngine } from "../process/spawn-engine.ts";
import { answersListTables } from "./answers-list-tables.ts";

const REGION = "us-east-1";
const BIND_TRIES = 3;
const BIND_FAILED = /Address already in use|Failed to bind/;

const dynamoDbLocal: JavaEngine = {
  name: "DynamoDB Local 2.6.1",
  role: "the DynamoDB of the tests",
  pomFile: join(import.meta.dirname, "pom.xml"),
  endpointVariable: "MILLRACE_TEST_DYNAMODB_ENDPOINT",
  composeService: "dynamodb",
};

/**
 * Finds the Java and fetches the jars that DynamoDB Local needs. Amazon's own licence covers them: they
 * may be used in connection with AWS and are never passed on, so they lie in a cache and nowhere else.
 *
 * @throws EngineError when Java or Maven is missing.
 */
export async function prepareDynamoDbLocal(): Promise<{ java: string; classpath: string }> {
  const java = findJava(dynamoDbLocal);
  return { java, classpath: await resolveClasspath(dynamoDbLocal) };
}

/**
 * Starts DynamoDB Local, its tables in memory: about two seconds with its jars in the cache.
 *
 * It listens on all interfaces and has no option against that: keep it off machines that others reach
 * without a firewall. Streams: a second table with a stream slows every write down, so a test or a
 * benchmark of streams starts a process of its own.
 *
 * @throws EngineError when Java or Maven is missing, or the server does not come up.
 */
export async function startDynamoDbLocal(options: StartOptions = {}): Promise<DynamoDbEngine> {
  const { java, classpath } = await prepareDynamoDbLocal();
  const asked = options.port ?? 0;
  for (let attempt = 1; ; attempt += 1) {
    // It cannot choose a port by itself, so another process may take the one found here.
    const port = await freePort(asked);
    try {
      return await startOn(port, java, classpath);
    } catch (error) {
      const collided = error instanceof EngineError && BIND_FAILED.test(error.message);
      if (asked !== 0 || !collided || attempt === BIND_TRIES) throw error;
    }
  }
}

/** Looked at first: a probe cannot tell another DynamoDB on the same port from the one that starts. */
async function freePort(asked: number): Promise<number> {
  try {
    return await claimPort(asked);
  } catch (cause) {
    const problem = asked === 0 ? "no port is free" : `port ${asked} is already in use`;
    throw new EngineError(`${dynamoDbLocal.name} did not start: ${problem}.`, { cause });
  }
}

async function startOn(port: number, java: string, classpath: string): Promise<DynamoDbEngine> {
  const endpoint = `http://127.0.0.1:${port}`;
  const { announced, pid, stop, kill } = await spawnEngine({
    name: dynamoDbLocal.name,
    command: java,
    args: [
      "-Xmx256m",
      // A short life: the first compiler alone starts faster, and costs throughput.
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Djava.net.preferIPv4Stack=true",
      // Its native SQLite lies beside the jars.
      `-Dsqlite4java.library.path=${classpath.replace(/[/\\]\*$/, "")}`,
      "-cp",
      classpath,
      "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
      "-port",
      String(port),
      "-sharedDb",
      "-inMemory",
      "-disableTelemetry",
    ],
    probe: async () => ((await answersListTables(endpoint)) ? endpoint : undefined),
  });
  return { name: dynamoDbLocal.name, endpoint: announced, region: REGION, pid, stop, kill };
}
