import { type WorkspacePackage, workspacePackages } from "../workspace/packages.ts";
import { readText, walkFiles } from "../workspace/walk-files.ts";
import { readImports, type SourceImport } from "./read-imports.ts";

/** A file of TypeScript or JavaScript, with what it imports. */
export interface SourceFile {
  /** From the root. */
  readonly path: string;
  readonly package: WorkspacePackage;
  /** True for what is shipped or run, false for tests. */
  readonly isSource: boolean;
  readonly imports: readonly SourceImport[];
}

const SOURCE = /\.(ts|mts|mjs|js)$/;

/** Every source and test file of the workspace's packages. */
export function readSourceFiles(): readonly SourceFile[] {
  return workspacePackages.flatMap((owner) =>
    walkFiles(owner.folder)
      .filter((path) => SOURCE.test(path))
      .map((path) => ({
        path,
        package: owner,
        isSource: !path.startsWith(`${owner.folder}/test/`) && owner.folder !== "test/repo",
        imports: readImports(path, readText(path)),
      })),
  );
}
