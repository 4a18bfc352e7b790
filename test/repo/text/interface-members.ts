import { parseSync, type TSSignature, Visitor } from "oxc-parser";

/**
 * Names of the properties of an interface, in order. Those of an object in it are `outer.inner`, and
 * stand for the object.
 * @throws Error when the file has no such interface.
 */
export function interfaceMembers(path: string, text: string, name: string): readonly string[] {
  let members: readonly string[] | undefined;
  new Visitor({
    TSInterfaceDeclaration(node) {
      if (node.id.name === name) members = node.body.body.flatMap((one) => namesOf(one));
    },
  }).visit(parseSync(path, text).program);
  if (members === undefined) throw new Error(`${path} has no interface ${name}.`);
  return members;
}

function namesOf(member: TSSignature): readonly string[] {
  if (member.type !== "TSPropertySignature" || member.key.type !== "Identifier") return [];
  const { name } = member.key;
  const type = member.typeAnnotation?.typeAnnotation;
  if (type?.type !== "TSTypeLiteral") return [name];
  return type.members.flatMap((inner) => namesOf(inner)).map((inner) => `${name}.${inner}`);
}
