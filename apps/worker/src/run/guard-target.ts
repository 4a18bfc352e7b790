import type { Clock, Invocation, Target, Timer } from "@millrace/core";

import { runWithInvokeStore } from "../handlers/awslambda.ts";
import { runningCall } from "./running-call.ts";

/**
 * A target whose calls can be failed from outside: by a rejection that nobody awaited, an exception
 * from a timer, an attempt to end the process. On Lambda each of these ends the call with its process.
 * Here the handler may still run, so the call ends, as failed, when the handler has settled: until then
 * its slot and its lane are taken, and no record is handled twice at once. A handler that was left in
 * such a way may never settle; its deadline then stands for its end.
 */
export function guardTarget(target: Target, clock: Clock): Target {
  return {
    ...target,
    invoke: async (event, invocation) => {
      const failure = Promise.withResolvers<never>();
      let failed: { readonly error: unknown } | undefined;
      let ended = false;
      let deadline: Timer | undefined;
      const call = {
        requestId: invocation.requestId,
        functionName: target.functionName,
        fail(error: unknown): boolean {
          if (ended) return false;
          if (failed !== undefined) return true;
          failed = { error };
          const leftMs = Math.max(0, invocation.deadlineMs - clock.now());
          deadline = clock.setTimer(leftMs, () => failure.reject(error));
          return true;
        },
      };
      const settled = runningCall
        .run(call, () => start(target, event, invocation))
        .finally(() => {
          ended = true;
          deadline?.cancel();
          if (failed !== undefined) throw failed.error;
        });
      return Promise.race([settled, failure.promise]);
    },
  };
}

function start(target: Target, event: unknown, invocation: Invocation): Promise<unknown> {
  return runWithInvokeStore(invocation.requestId, () => target.invoke(event, invocation));
}
