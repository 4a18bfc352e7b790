import { readFileSync } from "node:fs";

/** The cases of one file of test vectors; an empty file is an error, not a pass. */
export function readVectors<Case>(fileName: string): readonly Case[] {
  const text = readFileSync(new URL(`../../vectors/${fileName}`, import.meta.url), "utf8");
  const { cases } = JSON.parse(text) as { readonly cases: readonly Case[] };
  if (cases.length === 0) throw new Error(`${fileName} holds no cases`);
  return cases;
}
