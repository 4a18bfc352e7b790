import type { CheckpointScope, CheckpointStore, ShardClaim } from "@millrace/core/connector";

import type { StreamClient } from "../../src/stream-client.ts";

export interface Severable {
  readonly client: StreamClient;
  readonly store: CheckpointStore;
  sever(): void;
  join(): void;
}

/** A client and a store that can be cut off: every call fails until they are joined again. */
export function severable(client: StreamClient, store: CheckpointStore): Severable {
  let severed = false;
  const guard = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(of, name) {
        const member: unknown = Reflect.get(of, name, of);
        if (typeof member !== "function") return member;
        return (...args: unknown[]): unknown => {
          if (severed && name !== "close") return Promise.reject(new Error("cut off"));
          const result: unknown = Reflect.apply(member, of, args);
          return name === "claim" ? (result as Promise<ShardClaim | undefined>).then(wrap) : result;
        };
      },
    });
  const wrap = (claim: ShardClaim | undefined): ShardClaim | undefined =>
    claim === undefined ? undefined : guard(claim);
  return {
    client: guard(client),
    store: {
      scope: (source, group): CheckpointScope => guard(store.scope(source, group)),
      close: () => store.close(),
    },
    sever: () => {
      severed = true;
    },
    join: () => {
      severed = false;
    },
  };
}
