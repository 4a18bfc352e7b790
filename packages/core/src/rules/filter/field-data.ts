import { Buffer, isUtf8 } from "node:buffer";

import { readEventText } from "./event-text.ts";
import type { EncodedDataField } from "../../model/filter-view.ts";

/**
 * What stands in a data field of one record.
 *
 * - `absent`: the record has no such field.
 * - `json`: its text is an object or a list; `plain`: it is other text; `opaque`: it is not UTF-8.
 * - `other`: the field is no string: it is taken as it is, and fits every pattern.
 */
export type FieldData =
  | { readonly format: "absent" | "opaque" }
  | { readonly format: "json" | "plain" | "other"; readonly value: unknown };

const absent: FieldData = { format: "absent" };
const opaque: FieldData = { format: "opaque" };

/**
 * Opens a data field for the filter; the record stays as it is.
 *
 * @param holder the object that has the field: the record, or the view's root in it.
 * @param keepsNumberText see {@link readEventText}.
 */
export function readFieldData(
  field: EncodedDataField,
  holder: unknown,
  keepsNumberText: boolean,
): FieldData {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, field.name))
    return absent;
  const value = (holder as Readonly<Record<string, unknown>>)[field.name];
  if (typeof value !== "string") return { format: "other", value };
  const text = field.encoding === "text" ? value : decodeBase64(value);
  if (text === undefined) return opaque;
  const parsed = readEventText(text, keepsNumberText);
  return parsed === undefined
    ? { format: "plain", value: text }
    : { format: "json", value: parsed };
}

function decodeBase64(value: string): string | undefined {
  const bytes = Buffer.from(value, "base64");
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}
