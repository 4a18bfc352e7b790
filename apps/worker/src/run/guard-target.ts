import type { Invocation, Target } from "@millrace/core";

import { runWithInvokeStore } from "../handlers/awslambda.ts";
import { runningCall } from "./running-call.ts";

/**
 * A target whose calls can be failed from outside: by a rejection that nobody awaited, an exception
 * from a timer, an attempt to end the process. On Lambda each of these ends the call, with its
 * process; here the call ends alone, and its slot is free, because a handler that was left like that
 * may never settle.
 */
export function guardTarget(target: Target): Target {
  return {
    ...target,
    invoke: (event, invocation) =>
      new Promise((resolve, reject: (reason: unknown) => void) => {
        const call = {
          requestId: invocation.requestId,
          functionName: target.functionName,
          fail: reject,
        };
        runningCall.run(call, () => {
          start(target, event, invocation).then(resolve, reject);
        });
      }),
  };
}

function start(target: Target, event: unknown, invocation: Invocation): Promise<unknown> {
  return runWithInvokeStore(invocation.requestId, () => target.invoke(event, invocation));
}
