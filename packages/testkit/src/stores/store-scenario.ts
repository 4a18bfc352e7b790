import assert from "node:assert/strict";

import type {
  CheckpointScope,
  CheckpointStore,
  ShardClaim,
  ShardPosition,
  ShardRow,
} from "@millrace/core/connector";

import type { StoreHarness, StorePlace } from "./store-harness.ts";

/** One thing that every checkpoint store must do. It throws when the store does not. */
export interface StoreScenario {
  readonly name: string;
  /** Needs a store whose answers can be lost. */
  readonly losesAnswers: boolean;
  run(harness: StoreHarness): Promise<void>;
}

export const horizon: ShardPosition = { at: "horizon" };
const stream =
  "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000";

/** A place with the stores that a scenario opened on it. */
export class StoreStage {
  readonly #place: StorePlace;
  readonly #stores: CheckpointStore[] = [];

  constructor(place: StorePlace) {
    this.#place = place;
  }

  async store(): Promise<CheckpointStore> {
    const store = await this.#place.open();
    this.#stores.push(store);
    return store;
  }

  /** A scope in a store of its own: another worker's view of the same rows. */
  async scope(group = "orders", source: string = stream): Promise<CheckpointScope> {
    return (await this.store()).scope(source, group);
  }

  /** A scope that has rows with these ids, at the horizon. */
  async scopeWith(...ids: readonly string[]): Promise<CheckpointScope> {
    const scope = await this.scope();
    await scope.add(ids.map((id) => ({ id, parents: [], position: horizon })));
    return scope;
  }

  loseNextAnswer(): void {
    const place = this.#place;
    assert.ok("loseNextAnswer" in place, "canLoseAnswers promises loseNextAnswer");
    place.loseNextAnswer?.();
  }

  async end(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    await this.#place.remove();
  }
}

/** The row with this id. @throws AssertionError when there is none. */
export async function rowOf(scope: CheckpointScope, id: string): Promise<ShardRow> {
  const row = (await scope.rows()).find((each) => each.id === id);
  assert.ok(row, `there is no row ${id}`);
  return row;
}

/** Claims the row as it is now. @throws AssertionError when that is refused. */
export async function claimOf(
  scope: CheckpointScope,
  id: string,
  worker: string,
): Promise<ShardClaim> {
  const claim = await scope.claim(await rowOf(scope, id), worker);
  assert.ok(claim, `${worker} could not claim ${id}, which nobody has changed`);
  return claim;
}

/** Makes a scenario of a play on a stage, which is cleared away afterwards. */
export function storeScenario(
  name: string,
  play: (stage: StoreStage) => Promise<void>,
  { losesAnswers = false }: { readonly losesAnswers?: boolean } = {},
): StoreScenario {
  return {
    name,
    losesAnswers,
    async run(harness) {
      const stage = new StoreStage(await harness.createPlace());
      try {
        await play(stage);
      } finally {
        await stage.end();
      }
    },
  };
}
