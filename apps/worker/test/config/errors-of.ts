import { join } from "node:path";

import { ConfigFileError } from "../../src/config/problem.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A handler for files that are about something else. */
const handler = "export const handler = async () => {};";
export const queueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";

/** What a file is refused with, as it would be printed; its folder is left out. */
export async function refusalOf(
  yaml: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ConfigFileError> {
  const folder = temporaryFolder({ "millrace.yaml": yaml, "orders.mjs": handler });
  const error = await loadConfig(join(folder, "millrace.yaml"), env).catch(
    (cause: unknown) => cause,
  );
  if (!(error instanceof ConfigFileError))
    throw new Error("the file was not refused", { cause: error });
  return error;
}

export async function textOf(
  yaml: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { message, file } = await refusalOf(yaml, env);
  const folder = file.slice(0, -"/millrace.yaml".length);
  return `\n${message.replaceAll(`${folder}/`, "")}\n`;
}

/** A mapping of one queue, with more lines. */
export function mapping(...lines: readonly string[]): string {
  return [
    "mappings:",
    "  orders:",
    `    source: { sqs: { queueUrl: "${queueUrl}" } }`,
    "    handler: ./orders.handler",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");
}
