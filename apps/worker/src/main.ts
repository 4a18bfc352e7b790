#!/usr/bin/env node
import { runProgram } from "./cli/program.ts";

const code = await runProgram(process.argv.slice(2));
// A handler may hold timers and sockets that would keep the process.
process.exit(code);
