/**
 * How a source shows its records to filter patterns: each connector declares its own, as data. The
 * record itself, as it stands in the Lambda event, is never changed.
 *
 * Every key of the record may be named in a pattern. A view only says what is different about some.
 */
export interface FilterView {
  /**
   * A key of the record whose fields also stand at the root of a pattern: `kinesis`, whose `data`
   * and `partitionKey` a pattern names without it. Default: none.
   */
  readonly root?: string;
  /** The fields that carry what the producer sent. Default: none; all fields are taken as they are. */
  readonly data?: readonly DataField[];
}

export type DataField = StructuredDataField | EncodedDataField;

/** A field that is JSON in the record already, such as `dynamodb`; a pattern must name a field inside it. */
export interface StructuredDataField {
  readonly name: string;
  readonly encoding: "none";
}

/** A field whose value is text that may be JSON: opened for the filter alone, and only if a pattern names it. */
export interface EncodedDataField {
  /** Name at the root of a pattern: `body`, `data`, `key`, `value`. */
  readonly name: string;
  /** `text`: the value is the text. `base64`: the value is the text's UTF-8 bytes in base64. */
  readonly encoding: "text" | "base64";
  /** Whether a pattern may put a list to the whole text (`{"body": [{"prefix": "x"}]}`); where not, it is refused. */
  readonly plainPatterns: "allowed" | "refused";
  /**
   * When the data is JSON and the pattern treats it as plain text, or the other way round, or the data
   * is not UTF-8: `drop` = the pattern does not take the record, `ignore` = the pattern's other fields decide alone.
   */
  readonly mismatch: "drop" | "ignore";
}

/** Takes every record as it is. */
export const plainView: FilterView = {};
