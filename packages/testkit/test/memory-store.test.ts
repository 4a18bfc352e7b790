import {
  createMemoryStore,
  type CheckpointScope,
  type CheckpointStore,
} from "@millrace/core/connector";
import { type StoreHarness, storeScenarios } from "@millrace/testkit";
import { describeCheckpointStore } from "@millrace/testkit/vitest";
import { expect, test } from "vitest";

const harness: StoreHarness = {
  canLoseAnswers: false,
  createPlace: async () => {
    const store = createMemoryStore();
    return { open: async () => store, remove: async () => {} };
  },
};

describeCheckpointStore("the store in memory", harness);

test("scenarios about lost answers are listed for stores that can lose them only", () => {
  const [all, sure] = [true, false].map((canLoseAnswers) => storeScenarios({ canLoseAnswers }));
  expect(sure?.length).toBeGreaterThan(25);
  expect(sure?.some((scenario) => scenario.losesAnswers)).toBe(false);
  expect(all?.length).toBeGreaterThan(sure?.length ?? 0);
  expect(new Set(all?.map((scenario) => scenario.name)).size).toBe(all?.length);
});

/** A store that has lost one of its rules. */
function broken(damage: (store: CheckpointStore) => CheckpointStore): StoreHarness {
  return {
    canLoseAnswers: false,
    createPlace: async () => {
      const store = damage(createMemoryStore());
      return { open: async () => store, remove: async () => {} };
    },
  };
}

async function faultsOf(faulty: StoreHarness): Promise<string[]> {
  const found: string[] = [];
  for (const scenario of storeScenarios(faulty)) {
    await scenario.run(faulty).catch(() => found.push(scenario.name));
  }
  return found;
}

test("the suite finds a store that lets everybody claim", async () => {
  const faults = await faultsOf(
    broken((store) => ({
      ...store,
      scope: (source, group) => claimableByAll(store.scope(source, group)),
    })),
  );
  expect(faults.join("\n")).toContain("each row has one winner");
  expect(faults.join("\n")).toContain("changed since it was seen cannot be claimed");
});

test("the suite finds a store that mixes groups", async () => {
  const faults = await faultsOf(
    broken((store) => ({ ...store, scope: (source) => store.scope(source, "") })),
  );
  expect(faults.join("\n")).toContain("rows of its own");
});

/** Claims whatever the row has become. */
function claimableByAll(scope: CheckpointScope): CheckpointScope {
  const claim: CheckpointScope["claim"] = async (seen, worker) => {
    for (;;) {
      const now = (await scope.rows()).find((row) => row.id === seen.id);
      if (now === undefined) return undefined;
      const claimed = await scope.claim(now, worker);
      if (claimed !== undefined) return claimed;
    }
  };
  return Object.assign(Object.create(scope) as CheckpointScope, {
    claim,
    add: scope.add.bind(scope),
    rows: scope.rows.bind(scope),
    offer: scope.offer.bind(scope),
    forget: scope.forget.bind(scope),
  });
}
