export { FilterPatternError } from "./filter-pattern-error.ts";
export type { FilterView } from "../../model/filter-view.ts";
export { parsePattern } from "./parse-pattern.ts";
export { compileFilter, type RecordFilter } from "./record-filter.ts";
