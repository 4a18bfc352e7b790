import { parseSync, Visitor } from "oxc-parser";

/** Files that a module loads by name beside it, such as a thread's: `new URL("./thread.ts", import.meta.url)`. */
export function readFileNames(path: string, text: string): readonly string[] {
  const names: string[] = [];
  new Visitor({
    NewExpression({ callee, arguments: [first] }) {
      if (callee.type !== "Identifier" || callee.name !== "URL") return;
      if (first?.type === "Literal" && typeof first.value === "string") names.push(first.value);
    },
  }).visit(parseSync(path, text).program);
  return names.filter((name) => name.startsWith("."));
}
