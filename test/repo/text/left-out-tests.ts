import { type Expression, parseSync, Visitor } from "oxc-parser";

const STARTERS = new Set(["test", "it", "describe", "suite"]);
const CONTEXTS = new Set(["context", "ctx", "task"]);
const LEAVING_OUT = new Set(["only", "skip", "skipIf", "runIf", "todo"]);

/** Every place where a test file leaves tests out: `test.skip`, `describe.only`, `context.skip()`. */
export function findLeftOutTests(path: string, text: string): readonly string[] {
  const found: string[] = [];
  new Visitor({
    MemberExpression(node) {
      if (node.computed || node.property.type !== "Identifier") return;
      if (!LEAVING_OUT.has(node.property.name)) return;
      const root = rootOf(node.object);
      if (root === undefined) return;
      if (STARTERS.has(root) || (CONTEXTS.has(root) && node.property.name === "skip"))
        found.push(text.slice(node.start, node.end));
    },
  }).visit(parseSync(path, text).program);
  return found;
}

/** The name that a chain such as `test.concurrent.each` starts with. */
function rootOf(node: Expression): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" ? rootOf(node.object) : undefined;
}
