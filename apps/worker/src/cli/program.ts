import { readFileSync } from "node:fs";

import { describeError } from "@millrace/core/connector";
import { Command, CommanderError } from "commander";

import { createJsonSchema } from "../config/json-schema.ts";
import { ConfigFileError } from "../config/problem.ts";
import { check } from "./check-command.ts";
import { exitCodes } from "./exit-codes.ts";
import { listenForLostOutput } from "./lost-output.ts";
import { run, type RunFlags } from "./run-command.ts";

const defaultFile = "millrace.yaml";

/**
 * The `millrace` command.
 * @param args without the program's own name.
 * @returns the exit code.
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  const output = listenForLostOutput();
  let code: number = exitCodes.drained;
  const program = new Command("millrace")
    .description("Runs event source mappings, as AWS Lambda does, in this process.")
    .version(readVersion(), "-v, --version")
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText("after", exitCodeHelp);
  program
    .command("run")
    .description("run the mappings of a file until SIGTERM or SIGINT, then drain")
    .argument("[file]", "configuration file", defaultFile)
    .option("--trace-console", "print spans to standard error, one line each", false)
    .action(async (file: string, flags: RunFlags) => {
      code = await run(file, flags, output);
    });
  program
    .command("check")
    .description("say what is wrong with a file; loads its handlers, connects to nothing")
    .argument("[file]", "configuration file", defaultFile)
    .action(async (file: string) => {
      code = await check(file);
    });
  program
    .command("schema")
    .description("print the JSON Schema of the configuration file, for editors")
    .action(async () => {
      process.stdout.write(`${JSON.stringify(await createJsonSchema(), null, 2)}\n`);
    });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    return explain(error);
  }
}

const exitCodeHelp = `
Exit codes: 0 drained, 1 runtime failure, 2 usage or configuration, 3 cannot start or connect,
4 drain incomplete, 130 and 143 stopped at once by a second SIGINT or SIGTERM.`;

function explain(error: unknown): number {
  // commander has said it already; help and version are no mistakes.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.drained : exitCodes.badConfiguration;
  if (error instanceof ConfigFileError) {
    process.stderr.write(`${error.message}\n`);
    return exitCodes.badConfiguration;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : describeError(error)}\n`);
  return exitCodes.runtimeFailure;
}

function readVersion(): string {
  const manifest = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}
