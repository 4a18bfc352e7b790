import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { ConfigFileError, loadConfig } from "@millrace/worker";
import { parseDocument, visit } from "yaml";

import { createTemporaryFolder } from "../packed/temporary-folder.ts";

/** What variables of the pages stand for. */
const env = {
  QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
} as const;

/**
 * Checks a configuration of the worker as `millrace check` does, beside handlers that do nothing.
 * @returns what is wrong with it, or nothing.
 */
export async function checkConfig(text: string): Promise<string> {
  const folder = await createTemporaryFolder();
  try {
    for (const handler of handlersOf(text)) {
      const [, module, name] = /^(.*?)\.([^./]+)$/.exec(handler) ?? [];
      const file = join(folder.path, `${module}.mjs`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `export const ${name} = async () => {};\n`);
    }
    const file = join(folder.path, "millrace.yaml");
    await writeFile(file, text);
    await loadConfig(file, env);
    return "";
  } catch (error) {
    if (error instanceof ConfigFileError) return error.message;
    throw error;
  } finally {
    await folder.remove();
  }
}

function handlersOf(text: string): readonly string[] {
  const handlers: string[] = [];
  visit(parseDocument(text), {
    Pair(_, { key, value }) {
      if (String(key) === "handler") handlers.push(String(value));
    },
  });
  return handlers;
}
