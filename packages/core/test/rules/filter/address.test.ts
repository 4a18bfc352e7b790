import { BlockList, isIPv4, isIPv6 } from "node:net";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { oneBlockTakes, readAddressBlock } from "../../../src/rules/filter/address-block.ts";
import { readAddress } from "../../../src/rules/filter/address.ts";

describe("addresses", () => {
  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1..2.3",
    "1.2.3.4 ",
    "-1.2.3.4",
    "1.2.3.4:80",
    "localhost",
    "0000000000000001.2.3.4",
  ])("%j is none", (text) => {
    expect(readAddress(text)).toBeUndefined();
  });

  test.each([
    ":",
    ":::",
    "1:2:3",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1:2:3:4:5:6:7::8:9",
    "g::",
    "::1%eth0",
    "::1.2.3.4",
    "10000::",
    "1:2:3:4:5:6:7:8::",
  ])("%j is none either", (text) => {
    expect(readAddress(text)).toBeUndefined();
  });

  test("leading zeros mean nothing", () => {
    expect(readAddress("010.000.00.01")).toEqual(readAddress("10.0.0.1"));
    expect(readAddress("0002001:0db8::0")).toEqual(readAddress("2001:db8::"));
  });

  test("every spelling that Node knows is read alike", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        fc.pre(!text.includes(".") || isIPv4(text));
        expect(readAddress(text)).toHaveLength(isIPv6(text) ? 4 : 1);
      }),
    );
  });
});

describe("blocks", () => {
  test.each([
    ["10.0.0.0", "Malformed CIDR, one '/' required"],
    ["10.0.0.0/8/8", "Malformed CIDR, one '/' required"],
    ["10.0.0.0/eight", "Malformed CIDR, mask bits must be an integer"],
    ["10.0.0.0/", "Malformed CIDR, mask bits must be an integer"],
    ["10.0.0.0/-8", "Malformed CIDR, mask bits must not be negative"],
    ["10.0.0.1/32", "IPv4 mask bits must be < 32"],
    ["2001:db8::1/128", "IPv6 mask bits must be < 128"],
    ["localhost/8", "Nonstandard IP address: localhost"],
  ])("%s is refused", (text, problem) => {
    expect(readAddressBlock(text)).toEqual({ problem });
  });

  test("an IPv4 block takes no IPv6 address, nor the other way round", () => {
    expect(takes("0.0.0.0/0", "::1")).toBe(false);
    expect(takes("::/0", "1.2.3.4")).toBe(false);
  });

  test("one of several is enough", () => {
    const blocks = ["10.0.0.0/8", "192.168.0.0/16"].map(blockOf);
    expect(oneBlockTakes(blocks, "192.168.7.7")).toBe(true);
    expect(oneBlockTakes(blocks, "192.169.7.7")).toBe(false);
  });

  test("IPv4: the same answer as Node's own list of blocks", () => {
    fc.assert(
      fc.property(
        fc.nat(0xff_ff_ff_ff),
        fc.nat(0xff_ff_ff_ff),
        fc.nat(31),
        fc.nat(31),
        (base, noise, bits, flip) => {
          const address = (base ^ (noise >>> flip)) >>> 0;
          const list = new BlockList();
          list.addSubnet(dotted(base), bits, "ipv4");
          expect(takes(`${dotted(base)}/${bits}`, dotted(address))).toBe(
            list.check(dotted(address), "ipv4"),
          );
        },
      ),
    );
  });

  test("IPv6: the same answer as Node's own list of blocks", () => {
    const groups = fc.array(fc.nat(0xff_ff), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(
        groups,
        fc.nat(7),
        fc.nat(0xff_ff),
        fc.integer({ min: 1, max: 127 }),
        (base, changed, xor, bits) => {
          const address = base.map((group, index) => (index === changed ? group ^ xor : group));
          const list = new BlockList();
          list.addSubnet(hexadecimal(base), bits, "ipv6");
          expect(takes(`${hexadecimal(base)}/${bits}`, hexadecimal(address))).toBe(
            list.check(hexadecimal(address), "ipv6"),
          );
        },
      ),
    );
  });
});

function takes(block: string, address: string): boolean {
  return oneBlockTakes([blockOf(block)], address);
}

function blockOf(text: string) {
  const block = readAddressBlock(text);
  if ("problem" in block) throw new Error(block.problem);
  return block;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

function hexadecimal(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(":");
}
