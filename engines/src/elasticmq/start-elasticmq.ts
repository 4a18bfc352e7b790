import { join } from "node:path";
import type { SqsEngine, StartOptions } from "../engine.ts";
import { findJava } from "../java/find-java.ts";
import type { JavaEngine } from "../java/java-engine.ts";
import { resolveClasspath } from "../java/resolve-classpath.ts";
import { spawnEngine } from "../process/spawn-engine.ts";
import { readyLine } from "./ready-line.ts";

const REGION = "us-east-1";
const ACCOUNT_ID = "000000000000";

const elasticMq: JavaEngine = {
  name: "ElasticMQ 1.7.1",
  role: "the main SQS server of the tests",
  pomFile: join(import.meta.dirname, "pom.xml"),
  endpointVariable: "MILLRACE_TEST_SQS_ENDPOINT",
  composeService: "elasticmq",
};

/**
 * Finds the Java and fetches the jars that ElasticMQ needs.
 *
 * @throws EngineError when Java or Maven is missing.
 */
export async function prepareElasticMq(): Promise<{ java: string; classpath: string }> {
  const java = findJava(elasticMq);
  return { java, classpath: await resolveClasspath(elasticMq) };
}

/**
 * Starts ElasticMQ on loopback: a few seconds with its jars in the cache.
 *
 * @throws EngineError when Java or Maven is missing, or the server does not come up.
 */
export async function startElasticMq(options: StartOptions = {}): Promise<SqsEngine> {
  const { java, classpath } = await prepareElasticMq();
  const { announced, pid, stop, kill } = await spawnEngine({
    name: elasticMq.name,
    command: java,
    args: [
      "-Xmx256m",
      // A short life: the first compiler alone starts faster, and costs throughput.
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Djava.net.preferIPv4Stack=true",
      // By default it listens on all interfaces.
      "-Drest-sqs.bind-hostname=127.0.0.1",
      `-Drest-sqs.bind-port=${options.port ?? 0}`,
      "-Drest-sqs.sqs-limits=strict",
      "-Drest-stats.enabled=false",
      "-Dgenerate-node-address=true",
      `-Daws.region=${REGION}`,
      `-Daws.accountId=${ACCOUNT_ID}`,
      "-cp",
      classpath,
      "org.elasticmq.server.Main",
    ],
    readyOn: readyLine(),
    brokenOn: (line) => line.includes("Cannot start SQS rest server"),
  });
  return {
    name: elasticMq.name,
    endpoint: announced,
    region: REGION,
    accountId: ACCOUNT_ID,
    pid,
    stop,
    kill,
  };
}
