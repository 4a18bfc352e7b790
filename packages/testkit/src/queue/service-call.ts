import type { QueueCall } from "./queue-faults.ts";

/** One thing that happened between a simulated source and its queue, in virtual milliseconds. */
export type ServiceCall =
  | {
      readonly phase: "sent";
      readonly call: "receive";
      /** Messages asked for. */
      readonly asked: number;
      readonly atMs: number;
    }
  | {
      readonly phase: "sent";
      readonly call: QueueCall;
      readonly id: string;
      readonly receipt: string;
      readonly atMs: number;
    }
  /** An extension that was answered, or given up. */
  | {
      readonly phase: "extended";
      readonly id: string;
      readonly receipt: string;
      readonly atMs: number;
    }
  /** A receive that was answered. */
  | { readonly phase: "received"; readonly ids: readonly string[]; readonly atMs: number }
  | { readonly phase: "opened"; readonly atMs: number }
  | { readonly phase: "closed"; readonly atMs: number };

export type CallListener = (call: ServiceCall) => void;
