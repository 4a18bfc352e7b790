import { loadConfig } from "../config/load-config.ts";
import { exitCodes } from "./exit-codes.ts";

/**
 * `millrace check`: everything that can be known without talking to a source. Handlers are loaded, so
 * what they do while loading is done.
 * @returns the exit code.
 * @throws ConfigFileError for the caller to print.
 */
export async function check(file: string): Promise<number> {
  const config = await loadConfig(file, process.env);
  const lines = config.mappings.map(
    ({ name, source, function: fn }) =>
      `  ${name}: ${source.connector} ${source.defaultName} -> ${fn.handlerString}`,
  );
  process.stdout.write(`${file} is right\n${lines.join("\n")}\n`);
  return exitCodes.drained;
}
