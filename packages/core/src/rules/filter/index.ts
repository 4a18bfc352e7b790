export { FilterPatternError, type PatternRefusal } from "./filter-pattern-error.ts";
export {
  maximumPatternLength,
  type FilterField,
  type FilterPattern,
  type FilterRule,
} from "./filter-pattern.ts";
export {
  plainView,
  type DataField,
  type EncodedDataField,
  type FilterView,
  type StructuredDataField,
} from "./filter-view.ts";
export { parsePattern } from "./parse-pattern.ts";
export { compileFilter, type RecordFilter } from "./record-filter.ts";
