import { AsyncLocalStorage } from "node:async_hooks";
import type { Writable } from "node:stream";

/** Marks a handler that answers by a stream. Source: aws-lambda-nodejs-runtime-interface-client. */
export const streamingMark: symbol = Symbol.for("aws.lambda.runtime.handler.streaming");

const requestIdKey = Symbol.for("_AWS_LAMBDA_REQUEST_ID");
const traceIdKey = Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID");
const tenantIdKey = Symbol.for("_AWS_LAMBDA_TENANT_ID");

type Values = Record<string | symbol, unknown>;
const calls = new AsyncLocalStorage<Values>();

/** What @aws/lambda-invoke-store gives to those who ask during a call. */
const invokeStore = {
  PROTECTED_KEYS: { REQUEST_ID: requestIdKey, X_RAY_TRACE_ID: traceIdKey, TENANT_ID: tenantIdKey },
  run: <Result>(values: Values, call: () => Result): Result => calls.run({ ...values }, call),
  getContext: (): Values | undefined => calls.getStore(),
  hasContext: (): boolean => calls.getStore() !== undefined,
  get: (key: string | symbol): unknown => calls.getStore()?.[key],
  set(key: string | symbol, value: unknown): void {
    if ([requestIdKey, traceIdKey, tenantIdKey].includes(key as symbol))
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    const values = calls.getStore();
    if (values !== undefined) values[key] = value;
  },
  getRequestId: (): unknown => calls.getStore()?.[requestIdKey] ?? "-",
  getXRayTraceId: (): unknown => calls.getStore()?.[traceIdKey],
  getTenantId: (): unknown => calls.getStore()?.[tenantIdKey],
};

/**
 * Provides the global `awslambda` that modules written for Lambda expect while they load, unless
 * AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA says that they do without. Idempotent.
 */
export function installAwslambda(env: NodeJS.ProcessEnv = process.env): void {
  if (["1", "true"].includes(env["AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA"] ?? "")) return;
  const scope = globalThis as { awslambda?: unknown };
  if (scope.awslambda !== undefined) return;
  // Several calls run at once: libraries then keep what belongs to one apart from the others.
  env["AWS_LAMBDA_MAX_CONCURRENCY"] ??= "1000";
  scope.awslambda = {
    streamifyResponse: <Target extends object>(handler: Target): Target =>
      Object.assign(handler, { [streamingMark]: "response" }),
    HttpResponseStream: { from: (stream: Writable): Writable => stream },
    InvokeStore: invokeStore,
  };
}

/** Runs a call so that libraries find its request id. */
export function runWithInvokeStore<Result>(requestId: string, call: () => Result): Result {
  return invokeStore.run({ [requestIdKey]: requestId }, call);
}
