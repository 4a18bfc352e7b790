import { parseSync, type StringLiteral, Visitor } from "oxc-parser";

/** One import, re-export, `import()` or `import("…").Type` of a file. */
export interface SourceImport {
  readonly specifier: string;
  /**
   * True when it leaves no trace in the compiled file. A list of nothing but inline types does leave
   * one: under `verbatimModuleSyntax` the module is still loaded.
   */
  readonly typeOnly: boolean;
}

/**
 * Everything that a file imports by a literal name. What `import()` computes is not known before it runs.
 * @throws Error when the file does not parse.
 */
export function readImports(path: string, text: string): readonly SourceImport[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const imports: SourceImport[] = [];
  const add = ({ value: specifier }: StringLiteral, typeOnly: boolean): void => {
    imports.push({ specifier, typeOnly });
  };
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => add(source, importKind === "type"),
    ExportAllDeclaration: ({ source, exportKind }) => add(source, exportKind === "type"),
    ExportNamedDeclaration: ({ source, exportKind }) => {
      if (source !== null) add(source, exportKind === "type");
    },
    ImportExpression: ({ source }) => {
      if (source.type === "Literal" && typeof source.value === "string") add(source, false);
    },
    TSImportType: ({ source }) => add(source, true),
  }).visit(program);
  return imports;
}
