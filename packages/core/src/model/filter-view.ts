export type { FilterView } from "../rules/filter/filter-view.ts";
