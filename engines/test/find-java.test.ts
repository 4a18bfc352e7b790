import { expect, test } from "vitest";
import { findJava } from "../src/java/find-java.ts";
import type { JavaEngine } from "../src/java/java-engine.ts";
import { emptyFolder, folderWithProgram } from "./empty-folder.ts";

const engine: JavaEngine = {
  name: "Mill 1.0",
  role: "the server of this test",
  pomFile: "pom.xml",
  endpointVariable: "MILL_ENDPOINT",
  composeService: "mill",
};

test("takes the java of PATH", () => {
  expect(findJava(engine, { PATH: process.env["PATH"] })).toBe("java");
});

test("prefers JAVA_HOME", async () => {
  const home = await emptyFolder();
  expect(() => findJava(engine, { PATH: process.env["PATH"], JAVA_HOME: home })).toThrow(
    `\`${home}/bin/java\` does not run`,
  );
});

test("a machine without Java is told who needs it, how to get it and how to do without", async () => {
  const PATH = await emptyFolder();
  expect(() => findJava(engine, { PATH })).toThrow(
    /Mill 1\.0, the server of this test, needs Java 17 or newer.*apt-get install.*brew install.*MILL_ENDPOINT.*docker compose up -d mill/,
  );
});

test.each([
  { banner: 'java version "1.8.0_411"', major: 8 },
  { banner: 'openjdk version "11.0.2" 2019-01-15', major: 11 },
])("Java $major is refused", async ({ banner, major }) => {
  const PATH = await folderWithProgram("java", `echo '${banner}' >&2`);
  expect(() => findJava(engine, { PATH })).toThrow(`is Java ${major}`);
});

test.each(['openjdk version "17.0.15" 2025-04-15', 'openjdk version "25" 2025-09-16'])(
  "%s is accepted",
  async (banner) => {
    const PATH = await folderWithProgram("java", `echo '${banner}' >&2`);
    expect(findJava(engine, { PATH })).toBe("java");
  },
);
