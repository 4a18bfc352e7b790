/** Handlers as users write them: texts rather than files, because some of them no tool would leave alone. */
export const javaScriptFiles: Readonly<Record<string, string>> = {
  bare: 'export const handler = async () => "extensionless";',
  "broken.mjs": "export const handler = async () => {",
  "common.cjs": 'exports.handler = async () => "cjs";',
  "missing-import.mjs": `import "not-there-at-all";
export const handler = async () => {};`,
  "missing-require.cjs": 'require("not-there-at-all");',
  "node_modules/packaged/index.cjs": 'exports.handler = async () => "package";',
  "node_modules/packaged/package.json": '{ "name": "packaged", "main": "index.cjs" }',
  "order.js": 'export const handler = async () => "js";',
  "order.mjs": 'export const handler = async () => "mjs";',
  "order.ts": 'export const handler = async () => "ts beside js";',
  "package.json": `{
  "type": "module"
}`,
  "plain.mjs": `let calls = 0;
export const handler = async () => (calls += 1);
export const nested = { deep: { handler: async () => "deep" } };
export const text = "not a function";
export default { onDefault: async () => "default" };`,
  "store.mjs": "export const handler = async () => awslambda.InvokeStore.getRequestId();",
  "streaming.mjs": `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('{"batchItem');
  stream.end('Failures":[]}');
});
export const unfinished = awslambda.streamifyResponse(
  async (event, stream) => void stream.write("x"),
);
export const text = awslambda.streamifyResponse(
  async (event, stream) => void stream.end("not json"),
);
export const plain = awslambda.streamifyResponse(() => {});`,
  "sub/dir/index.mjs": 'export const handler = async () => "sub";',
  "throws.mjs": 'throw new RangeError("no luck while loading");',
  "top-level-await.mjs": `const ready = await Promise.resolve("awaited");
export const handler = async () => ready;`,
};

export const typeScriptFiles: Readonly<Record<string, string>> = {
  "common.cts": `const answer: string = "cts";
exports.handler = async () => answer;`,
  "enums.ts": `enum Answer {
  Yes = "yes",
}
class Holder {
  constructor(private readonly answer: Answer) {}
  get(): string {
    return this.answer;
  }
}
export const handler = async (): Promise<string> => new Holder(Answer.Yes).get();`,
  "lib/greet.ts": `export function greet(name: string): string {
  return \`hello \${name}\`;
}`,
  "lib/part.ts": 'export const part: string = "part";',
  "module.mts": 'export const handler = async (): Promise<string> => "mts";',
  "sample.ts": `import { SQSEvent, SQSHandler } from "aws-lambda";
import { greet } from "./lib/greet";
import { part } from "./lib/part.js";

export const handler: (event: SQSEvent) => Promise<string> = async () => greet(part);
export type Unused = SQSHandler;`,
};
