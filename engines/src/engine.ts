/** A broker in a process of its own. Its state is in memory and goes with it. */
export interface Engine {
  /** Product and version, for messages and test titles. */
  readonly name: string;
  /** Base URL on loopback. */
  readonly endpoint: string;
  readonly pid: number;
  /** Asks the engine to stop, ends it after a second if it has not. Idempotent; resolves once the process is gone. */
  stop(): Promise<void>;
  /** Ends the engine at once, as a crash would. Idempotent; resolves once the process is gone. */
  kill(): Promise<void>;
}

export interface SqsEngine extends Engine {
  readonly region: string;
  /** The account in the queue ARNs that the engine hands out. */
  readonly accountId: string;
}

export interface DynamoDbEngine extends Engine {
  readonly region: string;
}

export interface StartOptions {
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
}

/** No engine here checks a signature, yet the SDK wants something to sign with. */
export const ENGINE_CREDENTIALS: {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
} = { accessKeyId: "test", secretAccessKey: "test" };
