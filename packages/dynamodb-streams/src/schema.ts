import { hasUserInfo } from "@millrace/core/connector";
import { z } from "zod";

import {
  type AwsCredentials,
  type AwsCredentialsProvider,
  type DataLossAction,
  dataLossActions,
} from "./options.ts";
import { parseStreamArn } from "./stream-arn.ts";

const shape = {
  table: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, {
      error: "must be the name of a table, 3 to 255 letters, digits, _, . or -",
    })
    .optional(),
  streamArn: z
    .string()
    .refine((arn) => parseStreamArn(arn) !== undefined, {
      error:
        "must be the ARN of a stream, such as arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL",
    })
    .optional(),
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/, { error: "must be the name of a region, such as eu-central-1" })
    .optional(),
  endpoint: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .refine((endpoint) => !hasUserInfo(endpoint), {
      error: "must not hold a user name or password",
    })
    .optional(),
  consumerGroup: z.string().min(1).max(128).optional(),
  idlePollMs: z.int().min(250).max(10_000).optional(),
  onDataLoss: z.enum(dataLossActions).optional(),
  commitEveryMs: z.int().min(100).max(60_000).optional(),
  leaseMs: z.int().min(3_000).max(300_000).optional(),
};

/** A source's options as a configuration file may hold them: everything but credentials. */
export const fileSchema: z.ZodType<FileOptions> = z.strictObject(shape);

const credentials = z.custom<AwsCredentials | AwsCredentialsProvider>(
  (value) =>
    typeof value === "function" ||
    (typeof value === "object" &&
      value !== null &&
      "accessKeyId" in value &&
      "secretAccessKey" in value),
  { error: "must hold accessKeyId and secretAccessKey, or be a function that provides them" },
);

/** A source's options as code may give them. */
export const codeSchema: z.ZodType<CheckedOptions> = z.strictObject({
  ...shape,
  credentials: credentials.optional(),
});

/** What the schema for files lets through. */
export interface FileOptions {
  table?: string | undefined;
  streamArn?: string | undefined;
  region?: string | undefined;
  endpoint?: string | undefined;
  consumerGroup?: string | undefined;
  idlePollMs?: number | undefined;
  onDataLoss?: DataLossAction | undefined;
  commitEveryMs?: number | undefined;
  leaseMs?: number | undefined;
}

/** What the schema for code lets through. */
export interface CheckedOptions extends FileOptions {
  credentials?: AwsCredentials | AwsCredentialsProvider | undefined;
}
