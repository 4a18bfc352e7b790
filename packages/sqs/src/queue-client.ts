/** A value of a message attribute as the SDK parses it: binary values are bytes. */
export interface MessageAttributeValue {
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
  readonly DataType: string | undefined;
}

/** A message as ReceiveMessage returns it. Nothing is certain to be there: the answer came over a wire. */
export interface Message {
  readonly MessageId?: string | undefined;
  readonly ReceiptHandle?: string | undefined;
  readonly Body?: string | undefined;
  readonly MD5OfBody?: string | undefined;
  readonly MD5OfMessageAttributes?: string | undefined;
  readonly Attributes?: Readonly<Record<string, string>> | undefined;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttributeValue>> | undefined;
}

export interface ReceiveRequest {
  readonly maximum: number;
  readonly waitTimeSeconds: number;
  /** The lease. Absent: the queue's own visibility timeout. */
  readonly visibilityTimeoutSeconds?: number;
  /** FIFO only. */
  readonly attemptId?: string;
}

export interface DeleteEntry {
  readonly receiptHandle: string;
}

export interface VisibilityEntry {
  readonly receiptHandle: string;
  readonly visibilityTimeoutSeconds: number;
}

/** What became of one entry of a batch call; `missing`: the answer does not mention it. */
export type EntryResult =
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly code: string; readonly senderFault: boolean }
  | { readonly type: "missing" };

/**
 * SQS, as far as this connector needs it. Each method is one request: nothing here retries.
 *
 * - Until when: every promise settles by its own deadline (a receive: its wait and 5 s; the others:
 *   5 s), also when the peer accepts the connection and never answers, when it answers a byte a
 *   second, or when credentials cannot be had.
 * - How many at once: any number; receives and the rest use separate connections.
 * - Errors: as the SDK throws them; `classify` knows them.
 */
export interface QueueClient {
  /** @param signal gives the receive up: what the queue hands it is out of sight until its lease ends. */
  receive(request: ReceiveRequest, signal: AbortSignal): Promise<readonly Message[]>;
  /** 1 to 10 entries. @returns one result per entry, in the same order. */
  deleteBatch(entries: readonly DeleteEntry[]): Promise<readonly EntryResult[]>;
  /** 1 to 10 entries. @returns one result per entry, in the same order. */
  changeVisibilityBatch(entries: readonly VisibilityEntry[]): Promise<readonly EntryResult[]>;
  /** Ends every connection; what is pending fails. Idempotent. */
  close(): void;
}

/** What start-up needs besides: looking queues up, before one is settled on. */
export interface QueueDirectory {
  readonly region: string;
  findQueueUrl(queueName: string, accountId?: string): Promise<string>;
  /** All attributes of a queue. */
  readAttributes(queueUrl: string): Promise<Readonly<Record<string, string>>>;
  /** Requests go to the URL's own host from now on, unless an endpoint was given. */
  openQueue(queueUrl: string): QueueClient;
  close(): void;
}
