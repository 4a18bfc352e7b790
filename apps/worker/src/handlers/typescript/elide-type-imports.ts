/** The package has nothing but types, and AWS's own samples import them without the word `type`. */
const typesOfLambda =
  /^([ \t]*import)[ \t]+(?!type\b)([\w$*{][^;'"]*?)[ \t\n]*from[ \t]*(["'])aws-lambda\3/gm;

/** Lets Node's type stripping take an import of types out, which it leaves in for want of the word `type`. */
export function elideTypeImports(text: string): string {
  return text.replaceAll(typesOfLambda, "$1 type $2 from $3aws-lambda$3");
}
