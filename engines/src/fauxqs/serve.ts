import { embedFauxqs } from "./embed-fauxqs.ts";

/** The child process of start-fauxqs.ts: argument 1 is the port; lives until standard input closes. */
const server = await embedFauxqs({ port: Number(process.argv[2] ?? 0) });
process.stdout.write(`listening ${server.endpoint}\n`);
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
