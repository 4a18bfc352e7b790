import type { AddressBlock } from "./address-block.ts";

/** Bounds of a `numeric` operator; an absent bound does not bind. `=` is a closed range of one point. */
export interface NumericRange {
  readonly low: number;
  readonly lowIncluded: boolean;
  readonly high: number;
  readonly highIncluded: boolean;
}

/** What an operator looks for in a string. */
export type StringMatch =
  | {
      readonly how:
        | "prefix"
        | "suffix"
        | "equals-ignore-case"
        | "prefix-ignore-case"
        | "suffix-ignore-case";
      readonly text: string;
    }
  | { readonly how: "wildcard"; readonly parts: readonly string[] };

/** One member of a pattern's list: a literal or an operator. */
export type Member =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "true" | "false" | "null" }
  | { readonly kind: "text"; readonly match: StringMatch }
  | { readonly kind: "numeric"; readonly range: NumericRange }
  | { readonly kind: "cidr"; readonly block: AddressBlock }
  | { readonly kind: "exists"; readonly present: boolean }
  | { readonly kind: "anything-but-strings"; readonly values: readonly string[] }
  | { readonly kind: "anything-but-numbers"; readonly values: readonly number[] }
  | { readonly kind: "anything-but-texts"; readonly matches: readonly StringMatch[] };
