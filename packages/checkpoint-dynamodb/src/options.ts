import type { Clock, Random } from "@millrace/core/connector";

import type { DynamoDbSender } from "./client.ts";
import type { AwsCredentials, AwsCredentialsProvider } from "./credentials.ts";

/**
 * How rows are told apart:
 * - `shared`: the table may serve many streams and groups; their names are part of each key.
 * - `kcl`: the table serves one stream and one group, and a key is the shard's id, as an application of the
 *   Kinesis Client Library for a single stream has it: for taking over from one, or handing over to one.
 */
export const tableLayouts = ["shared", "kcl"] as const;
export type TableLayout = (typeof tableLayouts)[number];

/** What the store takes, from code and from a configuration file alike. */
export interface DynamoDbStoreSettings {
  /** Name or ARN of the table. It is never made unasked: see `createTable`. */
  readonly table: string;
  /** Default `"shared"`. */
  readonly layout?: TableLayout | undefined;
  /** AWS region. Default: where the AWS SDK looks (AWS_REGION, the profile). */
  readonly region?: string | undefined;
  /** Where requests go, such as `http://127.0.0.1:8000`. Default: the service's endpoint in the region. */
  readonly endpoint?: string | undefined;
}

export interface DynamoDbStoreOptions extends DynamoDbStoreSettings {
  /** Only in code. Default: the AWS SDK's own chain of providers. */
  readonly credentials?: AwsCredentials | AwsCredentialsProvider | undefined;
  /** A client of your own, in place of region, endpoint and credentials. It is left open by `close`. */
  readonly client?: DynamoDbSender | undefined;
  /** Default: the clock of the machine. */
  readonly clock?: Clock | undefined;
  /** Default: the random numbers of the machine. */
  readonly random?: Random | undefined;
}
