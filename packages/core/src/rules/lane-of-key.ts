/**
 * The lane of a record: the same key always gives the same lane, so a key never runs in two at once.
 * FNV-1a, folded: spread evenly over a few lanes, stable over versions and machines.
 *
 * @param lanes how many there are, 1 to 10.
 */
export function laneOfKey(key: string, lanes: number): number {
  if (lanes === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % lanes;
}
