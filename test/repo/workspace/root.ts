import { dirname } from "node:path";

/** Folder of the repository. */
export const ROOT: string = dirname(dirname(dirname(import.meta.dirname)));
