import type { MappingState } from "./mapping-state.ts";

/** What a mapping is doing, at one moment. */
export interface MappingStatus {
  readonly name: string;
  /** The mapping's id, `aws.lambda.resource_mapping.id` in spans: the same at every start. */
  readonly uuid: string;
  readonly state: MappingState;
  readonly stateTransitionReason: string;
  /** `No records processed`, `OK`, or `PROBLEM: Function call failed`, as Lambda words it. */
  readonly lastProcessingResult: string;
  /** False while the source cannot be read. */
  readonly healthy: boolean;
  /** Why not. */
  readonly problem?: string;
  /** Messages that are received and not settled. */
  readonly inHand: number;
  /** Those of them that wait for a batch or a slot. */
  readonly buffered: number;
  /** Messages whose handler has not ended. Those of a call that timed out are no longer in hand. */
  readonly inHandler: number;
  /** Receive loops. */
  readonly pollers: number;
}

/** What a drain came to. */
export interface DrainReport {
  /** Messages whose handling finished and was acknowledged during the drain. */
  readonly finished: number;
  /** Messages handed back: not started, failed, or stopped by their signal. */
  readonly released: number;
  /** Messages left behind, with a handler that would not end or a queue that would not answer. They come back when their leases end. */
  readonly abandoned: number;
  readonly tookMs: number;
}
