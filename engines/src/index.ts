export { startDynamoDbLocal } from "./dynamodb-local/start-dynamodb-local.ts";
export { startElasticMq } from "./elasticmq/start-elasticmq.ts";
export { EngineError } from "./engine-error.ts";
export { ENGINE_CREDENTIALS } from "./engine.ts";
export type { DynamoDbEngine, Engine, SqsEngine, StartOptions } from "./engine.ts";
export { embedFauxqs } from "./fauxqs/embed-fauxqs.ts";
export type { EmbeddedSqs } from "./fauxqs/embed-fauxqs.ts";
export { startFauxqs } from "./fauxqs/start-fauxqs.ts";
