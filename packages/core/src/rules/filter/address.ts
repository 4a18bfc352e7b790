/** An IP address: one 32-bit word (IPv4) or four (IPv6), most significant first, unsigned. */
export type Address = readonly number[];

/** The longest IPv4 text that Java's address parser, which AWS's engine uses, accepts. */
const longestV4Text = 15;

/**
 * Reads an IP address in one of the two forms that AWS's engine knows: four decimal parts, or an
 * IPv6 text of hexadecimal groups and colons alone (no zone, no dotted tail). Leading zeros are
 * allowed and mean nothing. Never looks anything up.
 */
export function readAddress(text: string): Address | undefined {
  return text.includes(":") ? readV6(text) : readV4(text);
}

function readV4(text: string): Address | undefined {
  if (text.length > longestV4Text) return undefined;
  let word = 0;
  let parts = 0;
  let part = -1;
  for (let at = 0; at <= text.length; at += 1) {
    const digit = at < text.length ? text.charCodeAt(at) - 48 : -2;
    if (digit >= 0 && digit <= 9) {
      part = (part < 0 ? 0 : part * 10) + digit;
      if (part > 255) return undefined;
    } else {
      // −2 is both the dot (46 − 48) and the end of the text.
      if (digit !== -2 || part < 0) return undefined;
      word = word * 256 + part;
      parts += 1;
      part = -1;
    }
  }
  return parts === 4 ? [word] : undefined;
}

function readV6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = readGroups(halves[0] ?? "");
  const tail = readGroups(halves[1] ?? "");
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // "::" stands for at least one group; without it there must be eight.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return [0, 2, 4, 6].map((at) => (groups[at] ?? 0) * 65_536 + (groups[at + 1] ?? 0));
}

function readGroups(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const groups = text
    .split(":")
    .map((group) => (/^[0-9a-fA-F]+$/.test(group) ? Number.parseInt(group, 16) : Number.NaN));
  return groups.every((group) => group <= 0xff_ff) ? groups : undefined;
}
