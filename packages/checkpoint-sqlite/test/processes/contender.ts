import { writeSync } from "node:fs";

import { sqliteStore } from "../../src/index.ts";

/**
 * A worker that takes rows from everybody and moves them by one, as fast as it can, until it is killed.
 * Arguments: the file, this worker's name. Prints `ROW TOKEN` after each save that the store has confirmed.
 */
const [, , file = "", worker = ""] = process.argv;
// Three that never rest, on a busy machine: the default patience of two seconds can end.
const scope = sqliteStore({ file, busyTimeoutMs: 30_000 }).scope("stream", "group");
await scope.add(
  Array.from({ length: 6 }, (_, index) => ({
    id: `shard-${index}`,
    parents: [],
    position: { at: "after", token: "0" },
  })),
);

for (let turn = 0; ; turn += 1) {
  const rows = await scope.rows();
  const row = rows[(turn * 7 + process.pid) % rows.length];
  if (row === undefined) throw new Error("there are no rows");
  const claim = await scope.claim(row, worker);
  if (claim?.row.position.at !== "after") continue;
  let token = Number(claim.row.position.token);
  for (let saves = 0; saves < 5; saves += 1) {
    token += 1;
    if ((await claim.save({ at: "after", token: String(token) })) === "lost") break;
    // At once and whole: what is in a buffer dies with the process.
    writeSync(1, `${row.id} ${token}\n`);
    // Others are to come in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
