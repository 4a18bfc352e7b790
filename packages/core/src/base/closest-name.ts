/** The known name that a misspelt one most likely means, or undefined when none is near. */
export function closestName(misspelt: string, known: Iterable<string>): string | undefined {
  let closest: string | undefined;
  let shortest = Math.max(2, Math.floor(misspelt.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(misspelt.toLowerCase(), name.toLowerCase());
    if (distance < shortest) {
      shortest = distance;
      closest = name;
    }
  }
  return closest;
}

/** Insertions, deletions and replacements that make one text of the other (Levenshtein). */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
