import { EngineError } from "../engine-error.ts";

/** What a package can ask for, with the set-up file that starts it. */
export const testEngines: Readonly<Record<string, string>> = {
  sqs: "engines/src/vitest/sqs-setup.ts",
  dynamodb: "engines/src/vitest/dynamodb-setup.ts",
};

const ENGINES = "@millrace/engines";

/** What is read of a package.json. */
export interface AskingManifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly millrace?: { readonly testEngines?: readonly string[] };
}

/**
 * The engines that the tests of a package want: those that its package.json names in
 * `millrace.testEngines`, else the SQS servers when it depends on this package, else none.
 *
 * @throws EngineError when it names one that is not there.
 */
export function askedEngines(manifest: AskingManifest): readonly string[] {
  const dependsOnThis = ENGINES in { ...manifest.dependencies, ...manifest.devDependencies };
  const asked = manifest.millrace?.testEngines ?? (dependsOnThis ? ["sqs"] : []);
  for (const name of asked) {
    if (Object.hasOwn(testEngines, name)) continue;
    throw new EngineError(
      `${manifest.name}: millrace.testEngines in its package.json names ${JSON.stringify(name)}; there are ${Object.keys(testEngines).join(", ")}.`,
    );
  }
  return [...new Set(asked)].sort();
}
