import { hasUserInfo } from "@millrace/core/connector";
import { z } from "zod";

import {
  type AwsCredentials,
  type AwsCredentialsProvider,
  fifoFailures,
  type FifoOnFailure,
  type RetryDelay,
} from "./options.ts";
import { parseQueueArn } from "./queue-arn.ts";
import { parseQueueUrl } from "./queue-url.ts";

const longestVisibilitySeconds = 43_200;

const retryDelay = z.union(
  [
    z.literal("visibility"),
    z.strictObject({ seconds: z.int().min(0).max(longestVisibilitySeconds) }),
    z.strictObject({
      baseSeconds: z.int().min(1).max(longestVisibilitySeconds),
      ceilingSeconds: z.int().min(1).max(longestVisibilitySeconds).optional(),
    }),
  ],
  {
    error:
      'must be "visibility", { seconds: 0 to 43200 } or { baseSeconds, ceilingSeconds }, each 1 to 43200',
  },
);

const shape = {
  queueUrl: z
    .string()
    .refine((url) => parseQueueUrl(url) !== undefined, {
      error: "must be the URL of a queue, such as https://sqs.REGION.amazonaws.com/ACCOUNT/NAME",
    })
    .optional(),
  eventSourceArn: z
    .string()
    .refine((arn) => parseQueueArn(arn) !== undefined, {
      error: "must be the ARN of an SQS queue, such as arn:aws:sqs:REGION:ACCOUNT:NAME",
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
  waitTimeSeconds: z.int().min(1).max(20).optional(),
  visibilityTimeoutSeconds: z.int().min(5).max(longestVisibilitySeconds).optional(),
  extendVisibility: z.boolean().optional(),
  retryDelay: retryDelay.optional(),
  fifoOnFailure: z.enum(fifoFailures).optional(),
  fifoLocalRetries: z.int().min(0).max(10).optional(),
  deleteLingerMs: z.int().min(0).max(1000).optional(),
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
  queueUrl?: string | undefined;
  eventSourceArn?: string | undefined;
  region?: string | undefined;
  endpoint?: string | undefined;
  waitTimeSeconds?: number | undefined;
  visibilityTimeoutSeconds?: number | undefined;
  extendVisibility?: boolean | undefined;
  retryDelay?: RetryDelay | undefined;
  fifoOnFailure?: FifoOnFailure | undefined;
  fifoLocalRetries?: number | undefined;
  deleteLingerMs?: number | undefined;
}

/** What the schema for code lets through. */
export interface CheckedOptions extends FileOptions {
  credentials?: AwsCredentials | AwsCredentialsProvider | undefined;
}
