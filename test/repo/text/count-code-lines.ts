import { parseSync } from "oxc-parser";

/**
 * Lines that hold something else than blanks and comments.
 * @throws Error when the file does not parse.
 */
export function countCodeLines(path: string, text: string): number {
  const { comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  let code = "";
  let end = 0;
  for (const comment of comments) {
    const lineBreaks = text.slice(comment.start, comment.end).replaceAll(/[^\n]/g, "");
    code += text.slice(end, comment.start) + lineBreaks;
    end = comment.end;
  }
  return (code + text.slice(end)).split("\n").filter((line) => line.trim() !== "").length;
}
