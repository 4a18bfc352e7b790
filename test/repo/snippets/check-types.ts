import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { runCommand } from "../packed/run-command.ts";
import { createTemporaryFolder } from "../packed/temporary-folder.ts";
import { ROOT } from "../workspace/root.ts";
import type { Snippet } from "./extract-snippets.ts";

const TIMEOUT_MS = 60_000;

/**
 * Type-checks programs against the sources of the workspace's packages.
 * @returns what the compiler says: nothing, or a message per error with the page and its line.
 */
export async function checkTypes(snippets: readonly Snippet[]): Promise<string> {
  const folder = await createTemporaryFolder();
  try {
    for (const { path, text } of snippets) {
      await mkdir(join(folder.path, dirname(path)), { recursive: true });
      await writeFile(join(folder.path, path), text);
    }
    const packages = join(ROOT, "test", "repo", "node_modules");
    await symlink(packages, join(folder.path, "node_modules"), "dir");
    await writeFile(join(folder.path, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder.path, "tsconfig.json"), tsconfig(snippets));
    await runCommand("tsc", ["-p", "tsconfig.json"], { cwd: folder.path, timeoutMs: TIMEOUT_MS });
    return "";
  } catch (error) {
    return (error as Error).message;
  } finally {
    await folder.remove();
  }
}

/** As strict as the repository; JavaScript is checked too, by the types it gets from what it imports. */
function tsconfig(snippets: readonly Snippet[]): string {
  return JSON.stringify({
    extends: join(ROOT, "tsconfig.test.json"),
    compilerOptions: {
      allowJs: true,
      checkJs: true,
      moduleDetection: "force",
      noUnusedLocals: false,
      noPropertyAccessFromIndexSignature: false,
    },
    files: snippets.map(({ path }) => path),
  });
}
