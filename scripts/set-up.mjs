import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { runStep } from "./step.mjs";
import { builtFolders, filesUnder, hashOf, packageFolders } from "./workspace-files.mjs";

const MINIMUM_NODE_MAJOR = 20;

/**
 * Brings a clone to where it can run: dependencies from the lockfile, packages built. Whatever is
 * up to date is left alone, without a word.
 *
 * @param {NodeJS.WriteStream} to where the lines about it go
 */
export async function setUp(to = process.stdout) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < MINIMUM_NODE_MAJOR) {
    to.write(`This is Node ${process.version}; Node ${MINIMUM_NODE_MAJOR} or newer is needed.\n`);
    process.exit(1);
  }
  await install(to);
  await build(to);
}

async function install(to) {
  const stamp = stampOf("installed");
  const inputs = hashOf([
    "package.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ...packageFolders().map((folder) => `${folder}/package.json`),
  ]);
  if (stamp.read() === inputs) return;
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  await runStep({
    saying: `installing dependencies with ${packageManager}`,
    command: "npx",
    args: ["--yes", packageManager, "install", "--frozen-lockfile"],
    remedy:
      "The dependencies could not be installed. Check that npm reaches its registry; after a change of a package.json, `npx pnpm install` updates the lockfile.",
    to,
  });
  stamp.write(inputs);
}

async function build(to) {
  const stamp = stampOf("built");
  const folders = builtFolders();
  const inputs = hashOf([
    "pnpm-lock.yaml",
    "tsconfig.base.json",
    "tsconfig.package.json",
    ...folders.flatMap((folder) => [
      `${folder}/package.json`,
      `${folder}/tsconfig.json`,
      ...(existsSync(join(ROOT, folder, "src")) ? filesUnder(`${folder}/src`) : []),
    ]),
  ]);
  const present = folders.every((folder) => existsSync(join(ROOT, folder, "dist")));
  if (present && stamp.read() === inputs) return;
  await runStep({
    saying: "building the packages",
    command: "turbo",
    args: ["run", "build", "--output-logs=errors-only"],
    remedy: "The packages do not build; the errors are above.",
    to,
  });
  stamp.write(inputs);
}

/** Lies in node_modules, so that it goes with what it vouches for. */
function stampOf(name) {
  const file = join(ROOT, "node_modules", `.millrace-${name}`);
  return {
    read: () => (existsSync(file) ? readFileSync(file, "utf8") : undefined),
    write: (value) => writeFileSync(file, value),
  };
}
