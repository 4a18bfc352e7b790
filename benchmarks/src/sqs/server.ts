import { parseArgs } from "node:util";
import { startBenchServer } from "./server/bench-server.ts";

const { values } = parseArgs({
  options: {
    "delay-ms": { type: "string", default: "0" },
    "visibility-timeout-seconds": { type: "string", default: "30" },
  },
});

const server = await startBenchServer({
  delayMs: Number(values["delay-ms"]),
  visibilityTimeoutSeconds: Number(values["visibility-timeout-seconds"]),
});
process.stdout.write(`${JSON.stringify({ port: server.port, queueUrl: server.queueUrl })}\n`);

// The parent's end of the pipe closes when it dies, however it dies: the server must not outlive it.
process.stdin.resume().once("end", () => process.exit(0));
