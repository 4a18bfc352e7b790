import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { CallDeadlines, type Clock } from "@millrace/core/connector";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import type { AwsCredentials, AwsCredentialsProvider } from "./options.ts";
import { parseStreamArn } from "./stream-arn.ts";
import type {
  DescribeRequest,
  IteratorStart,
  ReadPage,
  StreamClient,
  StreamPage,
  StreamStatus,
  WireRecord,
  WireShard,
} from "./stream-client.ts";
import { readWire } from "./read-wire.ts";

const callDeadlineMs = 10_000;
const connectTimeoutMs = 3_000;
/** Connections at once: one read per shard at the most, and the budgets keep them apart. */
const maxSockets = 256;

export interface ConnectOptions {
  readonly clock: Clock;
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: AwsCredentials | AwsCredentialsProvider;
}

/**
 * Connects to DynamoDB Streams with the AWS SDK for JavaScript: its credentials, signatures, endpoints
 * and clock correction. This is the only file that knows the SDK.
 *
 * @throws Error when no region is given and none can be found where the SDK looks for one.
 */
export async function connectStreams(options: ConnectOptions): Promise<StreamClient> {
  const client = new SdkStreamClient(options);
  try {
    await client.resolveRegion();
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

class SdkStreamClient implements StreamClient {
  readonly #sdk: DynamoDBStreamsClient;
  readonly #agents: readonly HttpAgent[];
  readonly #deadlines: CallDeadlines;

  constructor({ clock, region, endpoint, credentials }: ConnectOptions) {
    const httpAgent = new HttpAgent({ keepAlive: true, maxSockets });
    const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets });
    this.#agents = [httpAgent, httpsAgent];
    this.#deadlines = new CallDeadlines(clock);
    const http = new NodeHttpHandler({
      httpAgent,
      httpsAgent,
      connectionTimeout: connectTimeoutMs,
    });
    this.#sdk = new DynamoDBStreamsClient({
      ...(region === undefined ? {} : { region }),
      ...(credentials === undefined ? {} : { credentials }),
      // Variables that ask for FIPS or dual-stack endpoints are about hosts that the SDK would choose.
      ...(endpoint === undefined
        ? {}
        : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
      requestHandler: http,
      // The reader retries: it knows the shard's pace, and its waits go by the injected clock.
      maxAttempts: 1,
      cacheMiddleware: true,
    });
    // In place of the SDK's own parser, around the whole exchange: the JSON on the wire is all but the
    // event that the handler gets, and the SDK would turn it into objects that had to be turned back.
    this.#sdk.middlewareStack.add(
      () => async (args) => {
        const abortSignal = this.#deadlines.signalOf(args.input);
        const { response } = await http.handle(
          args.request as Parameters<NodeHttpHandler["handle"]>[0],
          abortSignal === undefined ? {} : { abortSignal },
        );
        const answer = await readWire(response);
        // The SDK writes its count of attempts there.
        return { response, output: Object.assign(answer, { $metadata: {} }) as never };
      },
      { name: "millraceWire", step: "deserialize", priority: "high" },
    );
  }

  /** @throws Error when there is none. */
  async resolveRegion(): Promise<void> {
    await this.#deadlines.run({}, callDeadlineMs, () => this.#sdk.config.region());
  }

  async findStreams(table: string, signal: AbortSignal): Promise<readonly string[]> {
    const arns: string[] = [];
    let after: string | undefined;
    do {
      const command = new ListStreamsCommand({
        TableName: table,
        ...(after === undefined ? {} : { ExclusiveStartStreamArn: after }),
      });
      const page = (await this.#deadlines.run(
        command.input,
        callDeadlineMs,
        () => this.#sdk.send(command),
        signal,
      )) as { readonly Streams?: readonly { readonly StreamArn?: string }[] } & {
        readonly LastEvaluatedStreamArn?: string;
      };
      for (const { StreamArn } of page.Streams ?? [])
        if (StreamArn !== undefined) arns.push(StreamArn);
      const last = page.LastEvaluatedStreamArn;
      after = last === after ? undefined : last;
    } while (after !== undefined);
    // The label is the time at which a stream was enabled: it sorts as text.
    const label = (arn: string): string => parseStreamArn(arn)?.label ?? "";
    return arns.sort((left, right) => (label(left) < label(right) ? -1 : 1));
  }

  async describe(request: DescribeRequest, signal: AbortSignal): Promise<StreamPage> {
    const { streamArn, afterShardId, childrenOf } = request;
    const command = new DescribeStreamCommand({
      StreamArn: streamArn,
      ...(afterShardId === undefined ? {} : { ExclusiveStartShardId: afterShardId }),
      ...(childrenOf === undefined
        ? {}
        : { ShardFilter: { Type: "CHILD_SHARDS", ShardId: childrenOf } }),
    });
    const { StreamDescription: stream } = (await this.#deadlines.run(
      command.input,
      callDeadlineMs,
      () => this.#sdk.send(command),
      signal,
    )) as {
      readonly StreamDescription: {
        readonly StreamStatus: StreamStatus;
        readonly Shards?: readonly WireShard[];
        readonly LastEvaluatedShardId?: string | null;
      };
    };
    const last = stream.LastEvaluatedShardId ?? undefined;
    return {
      status: stream.StreamStatus,
      shards: stream.Shards ?? [],
      ...(last === undefined ? {} : { lastShardId: last }),
    };
  }

  async openIterator(
    streamArn: string,
    shardId: string,
    start: IteratorStart,
    signal: AbortSignal,
  ): Promise<string> {
    const command = new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: start.at,
      ...(start.at === "AFTER_SEQUENCE_NUMBER" ? { SequenceNumber: start.sequenceNumber } : {}),
    });
    const { ShardIterator } = await this.#deadlines.run(
      command.input,
      callDeadlineMs,
      () => this.#sdk.send(command),
      signal,
    );
    if (ShardIterator === undefined) throw new Error("GetShardIterator answered without one");
    return ShardIterator;
  }

  async read(iterator: string, limit: number, signal: AbortSignal): Promise<ReadPage> {
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: limit });
    const { Records, NextShardIterator } = (await this.#deadlines.run(
      command.input,
      callDeadlineMs,
      () => this.#sdk.send(command),
      signal,
    )) as { readonly Records?: unknown; readonly NextShardIterator?: string | null };
    return {
      records: (Records ?? []) as readonly WireRecord[],
      ...(typeof NextShardIterator === "string" ? { nextIterator: NextShardIterator } : {}),
    };
  }

  close(): void {
    this.#deadlines.abortAll(new Error("the connection is closed"));
    for (const agent of this.#agents) agent.destroy();
    this.#sdk.destroy();
  }
}
