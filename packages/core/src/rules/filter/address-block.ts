import { readAddress, type Address } from "./address.ts";

/** The addresses that share their first bits. */
export interface AddressBlock {
  readonly address: Address;
  readonly bits: number;
}

/**
 * Reads a block such as `10.0.0.0/8`. Host bits are ignored; the longest masks (/32, /128) are
 * refused as AWS's engine refuses them, since a literal says the same.
 *
 * @returns the block, or AWS's text for what is wrong with it.
 */
export function readAddressBlock(text: string): AddressBlock | { readonly problem: string } {
  const parts = text.split("/");
  const [addressText = "", bitsText = ""] = parts;
  if (parts.length !== 2) return { problem: "Malformed CIDR, one '/' required" };
  if (!/^[+-]?\d{1,10}$/.test(bitsText))
    return { problem: "Malformed CIDR, mask bits must be an integer" };
  const bits = Number(bitsText);
  if (bits < 0) return { problem: "Malformed CIDR, mask bits must not be negative" };
  const address = readAddress(addressText);
  if (address === undefined) return { problem: `Nonstandard IP address: ${addressText}` };
  const maximumBits = address.length * 32 - 1;
  if (bits > maximumBits) {
    return {
      problem: `${address.length === 1 ? "IPv4" : "IPv6"} mask bits must be < ${maximumBits + 1}`,
    };
  }
  return { address, bits };
}

/** True when the text is an address that lies in one of the blocks; a block takes addresses of its own family alone. */
export function oneBlockTakes(blocks: readonly AddressBlock[], text: string): boolean {
  const address = readAddress(text);
  return address !== undefined && blocks.some((block) => blockTakes(block, address));
}

function blockTakes(block: AddressBlock, address: Address): boolean {
  if (address.length !== block.address.length) return false;
  let bitsLeft = block.bits;
  for (let index = 0; bitsLeft > 0; index += 1) {
    // Shifts count modulo 32: a whole word is shifted by 0, never by 32.
    const shift = 32 - Math.min(32, bitsLeft);
    if ((address[index] ?? 0) >>> shift !== (block.address[index] ?? 0) >>> shift) return false;
    bitsLeft -= 32;
  }
  return true;
}
