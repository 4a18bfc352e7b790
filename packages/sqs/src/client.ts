import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { CallDeadlines, type Clock } from "@millrace/core/connector";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import type { AwsCredentials, AwsCredentialsProvider } from "./options.ts";
import type {
  DeleteEntry,
  EntryResult,
  Message,
  QueueClient,
  QueueDirectory,
  ReceiveRequest,
  VisibilityEntry,
} from "./queue-client.ts";

/** What a receive may take beyond its wait before it is given up. */
const receiveMarginMs = 5_000;
const callDeadlineMs = 5_000;
const lookupDeadlineMs = 10_000;
const connectTimeoutMs = 3_000;
/** Connections for everything but receives: 16 deletes at once, and room for extensions and releases. */
const settleSockets = 32;
const lookupSockets = 4;

export interface ConnectOptions {
  readonly clock: Clock;
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: AwsCredentials | AwsCredentialsProvider;
  /** Receives at once. */
  readonly receiveSockets: number;
}

/**
 * Connects to SQS with the AWS SDK for JavaScript. This is the only file that knows the SDK.
 *
 * @throws Error when no region is given and none can be found where the SDK looks for one.
 */
export async function connectSqs(options: ConnectOptions): Promise<QueueDirectory> {
  const { clock, receiveSockets, region, endpoint, credentials } = options;
  const given = {
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const lookups = new Connection(clock, lookupSockets, { ...given, ...atEndpoint(endpoint) });
  const resolvedRegion = await lookups.call({}, lookupDeadlineMs, (sdk) => sdk.config.region());
  return {
    region: resolvedRegion,
    async findQueueUrl(queueName, accountId) {
      const command = new GetQueueUrlCommand({
        QueueName: queueName,
        ...(accountId === undefined ? {} : { QueueOwnerAWSAccountId: accountId }),
      });
      const { QueueUrl } = await lookups.call(command.input, lookupDeadlineMs, (sdk) =>
        sdk.send(command),
      );
      if (QueueUrl === undefined) throw new Error("GetQueueUrl answered without a URL");
      return QueueUrl;
    },
    async readAttributes(queueUrl) {
      const command = new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["All"],
      });
      const { Attributes } = await lookups.call(command.input, lookupDeadlineMs, (sdk) =>
        sdk.send(command),
      );
      return Attributes ?? {};
    },
    openQueue(queueUrl) {
      const settings: ClientSettings = {
        region: resolvedRegion,
        // One provider for all connections: credentials are fetched once, not per connection.
        credentials: lookups.sdk.config.credentials,
        // Without an endpoint the SDK follows the queue's URL too, but warns on every call.
        ...atEndpoint(endpoint ?? new URL(queueUrl).origin),
      };
      return new SdkQueueClient(
        queueUrl,
        new Connection(clock, receiveSockets, settings),
        new Connection(clock, settleSockets, settings),
      );
    },
    close: () => lookups.close(),
  };
}

class SdkQueueClient implements QueueClient {
  readonly #queueUrl: string;
  readonly #receives: Connection;
  readonly #settles: Connection;

  constructor(queueUrl: string, receives: Connection, settles: Connection) {
    this.#queueUrl = queueUrl;
    this.#receives = receives;
    this.#settles = settles;
  }

  async receive(request: ReceiveRequest, signal: AbortSignal): Promise<readonly Message[]> {
    const { maximum, waitTimeSeconds, visibilityTimeoutSeconds, attemptId } = request;
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: maximum,
      WaitTimeSeconds: waitTimeSeconds,
      // Lambda's event holds them all, and AWS returns none that are not asked for.
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
      ...(visibilityTimeoutSeconds === undefined
        ? {}
        : { VisibilityTimeout: visibilityTimeoutSeconds }),
      ...(attemptId === undefined ? {} : { ReceiveRequestAttemptId: attemptId }),
    });
    const deadlineMs = waitTimeSeconds * 1000 + receiveMarginMs;
    const output = await this.#receives.call(
      command.input,
      deadlineMs,
      (sdk) => sdk.send(command),
      signal,
    );
    return output.Messages ?? [];
  }

  async deleteBatch(entries: readonly DeleteEntry[]): Promise<readonly EntryResult[]> {
    const command = new DeleteMessageBatchCommand({
      QueueUrl: this.#queueUrl,
      Entries: entries.map(({ receiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
      })),
    });
    const output = await this.#settles.call(command.input, callDeadlineMs, (sdk) =>
      sdk.send(command),
    );
    return readResults(entries.length, output);
  }

  async changeVisibilityBatch(
    entries: readonly VisibilityEntry[],
  ): Promise<readonly EntryResult[]> {
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: this.#queueUrl,
      Entries: entries.map(({ receiptHandle, visibilityTimeoutSeconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: visibilityTimeoutSeconds,
      })),
    });
    const output = await this.#settles.call(command.input, callDeadlineMs, (sdk) =>
      sdk.send(command),
    );
    return readResults(entries.length, output);
  }

  close(): void {
    this.#receives.close();
    this.#settles.close();
  }
}

/** The ids of the entries are their positions. */
function readResults(
  count: number,
  output: {
    readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined;
    readonly Failed?:
      | readonly {
          readonly Id: string | undefined;
          readonly Code: string | undefined;
          readonly SenderFault: boolean | undefined;
        }[]
      | undefined;
  },
): readonly EntryResult[] {
  const results = Array.from({ length: count }, (): EntryResult => ({ type: "missing" }));
  for (const { Id } of output.Successful ?? []) results[Number(Id)] = { type: "done" };
  for (const { Id, Code, SenderFault } of output.Failed ?? []) {
    results[Number(Id)] = {
      type: "failed",
      code: Code ?? "Unknown",
      senderFault: SenderFault ?? false,
    };
  }
  return results.slice(0, count);
}

type ClientSettings = ConstructorParameters<typeof SQSClient>[0] & object;

/**
 * An endpoint of our own choosing stands as it is: variables that ask the SDK for FIPS or dual-stack
 * endpoints are about hosts it would choose, and together with an endpoint it refuses them.
 */
function atEndpoint(endpoint: string | undefined): ClientSettings {
  return endpoint === undefined
    ? {}
    : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false };
}

/** One SDK client with connections of its own: a delete must never queue behind long polls. */
class Connection {
  readonly sdk: SQSClient;
  readonly #agents: readonly HttpAgent[];
  readonly #deadlines: CallDeadlines;

  constructor(clock: Clock, maxSockets: number, settings: ClientSettings) {
    const httpAgent = new HttpAgent({ keepAlive: true, maxSockets });
    const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets });
    this.#agents = [httpAgent, httpsAgent];
    this.#deadlines = new CallDeadlines(clock);
    const http = new NodeHttpHandler({
      httpAgent,
      httpsAgent,
      connectionTimeout: connectTimeoutMs,
    });
    this.sdk = new SQSClient({
      ...settings,
      requestHandler: http,
      // Retrying is this connector's own affair: it knows leases, the injected clock and FIFO attempt ids.
      maxAttempts: 1,
      // The SDK fails a whole receive for one damaged body; each message is checked on its own instead.
      md5: false,
      cacheMiddleware: true,
    });
    // The innermost step, in place of the SDK's own: a signal passed to `send` would cost the cached middleware.
    this.sdk.middlewareStack.add(
      () => async (args) => {
        const abortSignal = this.#deadlines.signalOf(args.input);
        const { response } = await http.handle(
          args.request as Parameters<NodeHttpHandler["handle"]>[0],
          abortSignal === undefined ? {} : { abortSignal },
        );
        return { response, output: undefined as never };
      },
      { name: "millraceHttp", step: "deserialize", priority: "low" },
    );
  }

  /**
   * One call of the SDK, ended by its deadline whatever it waits for.
   * @param input the command's input: what its signal is found by.
   */
  call<Output>(
    input: object,
    deadlineMs: number,
    send: (sdk: SQSClient) => Promise<Output>,
    signal?: AbortSignal,
  ): Promise<Output> {
    return this.#deadlines.run(input, deadlineMs, () => send(this.sdk), signal);
  }

  close(): void {
    this.#deadlines.abortAll(new Error("the connection is closed"));
    for (const agent of this.#agents) agent.destroy();
  }
}
