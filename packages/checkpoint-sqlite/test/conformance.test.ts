import { rm } from "node:fs/promises";
import { join } from "node:path";

import { describeCheckpointStore } from "@millrace/testkit/vitest";

import { sqliteStore } from "../src/index.ts";
import { makeFolder } from "./temporary-folder.ts";

describeCheckpointStore("SQLite", {
  // A write that fails has not been made.
  canLoseAnswers: false,
  createPlace: async () => {
    const folder = makeFolder();
    return {
      open: async () => sqliteStore({ file: join(folder, "state.db") }),
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  },
});
