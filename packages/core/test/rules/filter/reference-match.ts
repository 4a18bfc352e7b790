/** A value of an event with the list elements it lies in, by number of the list. */
interface Value {
  readonly path: string;
  readonly scalar: unknown;
  readonly elements: ReadonlyMap<number, number>;
}

/** Fields of one rule: what the scalar at a path may be; `absent` also takes that there is none. */
export interface ReferenceField {
  readonly path: string;
  readonly literals: readonly unknown[];
  readonly absent: boolean;
}

/**
 * The definition of a match, word for word and without any haste: the event becomes a list of
 * values, and every choice of one value per field is tried in the order of the paths.
 */
export function referenceMatches(fields: readonly ReferenceField[], event: unknown): boolean {
  const values: Value[] = [];
  flatten(event, "", new Map(), { count: 0 }, values);
  const sorted = fields.toSorted((left, right) => (left.path < right.path ? -1 : 1));
  return holds(sorted, values, new Map());
}

function holds(
  fields: readonly ReferenceField[],
  values: readonly Value[],
  chosen: ReadonlyMap<number, number>,
): boolean {
  const [field, ...rest] = fields;
  if (field === undefined) return true;
  const fitting = values.filter((value) => value.path === field.path && fits(value, chosen));
  if (field.absent && fitting.length === 0 && holds(rest, values, chosen)) return true;
  return fitting.some(
    (value) =>
      field.literals.includes(value.scalar) &&
      holds(rest, values, new Map([...chosen, ...value.elements])),
  );
}

function fits(value: Value, chosen: ReadonlyMap<number, number>): boolean {
  return [...value.elements].every(([list, index]) => (chosen.get(list) ?? index) === index);
}

function flatten(
  node: unknown,
  path: string,
  elements: ReadonlyMap<number, number>,
  lists: { count: number },
  values: Value[],
): void {
  if (typeof node !== "object" || node === null) {
    values.push({ path, scalar: node, elements });
  } else if (Array.isArray(node)) {
    lists.count += 1;
    const list = lists.count;
    for (const [index, member] of node.entries()) {
      const inside = typeof member === "object" && member !== null;
      flatten(member, path, inside ? new Map(elements).set(list, index) : elements, lists, values);
    }
  } else {
    for (const [name, member] of Object.entries(node)) {
      flatten(member, path === "" ? name : `${path}.${name}`, elements, lists, values);
    }
  }
}
