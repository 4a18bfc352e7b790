/** For authors of connectors, and for tests of handlers and mappings. */
export type { BatchLimitsOptions } from "./check/batch-limits.ts";
export { BatchLimits } from "./check/batch-limits.ts";
export type { SentMessage, Violations } from "./check/handling-history.ts";
export { HandlingHistory } from "./check/handling-history.ts";
export { ServiceLog } from "./check/service-log.ts";
export type { SimulateOptions, Simulation } from "./clock/simulate.ts";
export { simulate } from "./clock/simulate.ts";
export { VirtualClock } from "./clock/virtual-clock.ts";
export type {
  HarnessMessage,
  HarnessQueue,
  QueueHarness,
  QueueNeeds,
} from "./conformance/queue-harness.ts";
export { queueScenarios } from "./conformance/queue-suite.ts";
export type { Scenario } from "./conformance/scenario.ts";
export { SimulatedProcess } from "./process/simulated-process.ts";
export type { MemoryQueue, MemoryQueueOptions } from "./queue/memory-queue.ts";
export { memoryQueue } from "./queue/memory-queue.ts";
export type { FaultPlan, QueueCall, QueueFault } from "./queue/queue-faults.ts";
export { noFaults, queueFaults } from "./queue/queue-faults.ts";
export type { CallListener, ServiceCall } from "./queue/service-call.ts";
export type {
  ReceivedMessage,
  SimulatedMessage,
  SimulatedQueueOptions,
} from "./queue/simulated-queue.ts";
export { SimulatedQueue } from "./queue/simulated-queue.ts";
export type { QueueEvent, QueueItem, SimulatedSourceOptions } from "./queue/simulated-source.ts";
export { simulatedQueueSource } from "./queue/simulated-source.ts";
export type { StoreHarness, StorePlace } from "./stores/store-harness.ts";
export type { StoreScenario } from "./stores/store-scenario.ts";
export { storeScenarios } from "./stores/store-suite.ts";
