import {
  type Clock,
  ConfigurationError,
  type ConfigurationIssue,
  hasUserInfo,
  type Random,
  toConfigurationIssues,
  withoutValues,
} from "@millrace/core/connector";
import { z } from "zod";

import type { DynamoDbSender } from "./client.ts";
import type { AwsCredentials, AwsCredentialsProvider } from "./credentials.ts";
import { type DynamoDbStoreOptions, tableLayouts } from "./options.ts";

const where = "checkpoint store (DynamoDB)";
/** Names: Amazon DynamoDB Developer Guide, naming rules. */
const tablePattern =
  /^(?:arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/)?[A-Za-z0-9_.-]{3,255}$/;

const schema: z.ZodType<DynamoDbStoreOptions> = z.strictObject({
  table: z.string().regex(tablePattern, {
    error: "must be the name of a table (3 to 255 letters, digits, _ . -) or its ARN",
  }),
  layout: z.enum(tableLayouts).optional(),
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
  credentials: z
    .custom<AwsCredentials | AwsCredentialsProvider>(
      (value) =>
        typeof value === "function" ||
        (typeof value === "object" &&
          value !== null &&
          "accessKeyId" in value &&
          "secretAccessKey" in value),
      { error: "must hold accessKeyId and secretAccessKey, or be a function that provides them" },
    )
    .optional(),
  client: z
    .custom<DynamoDbSender>((value) => hasMethod(value, "send"), {
      error: "must be a DynamoDBClient of the AWS SDK for JavaScript v3",
    })
    .optional(),
  clock: z
    .custom<Clock>((value) => hasMethod(value, "setTimer"), { error: "must be a Clock" })
    .optional(),
  random: z
    .custom<Random>((value) => hasMethod(value, "uuid"), { error: "must be a Random" })
    .optional(),
});

const replacedByClient = ["region", "endpoint", "credentials"] as const;
/** What must not be shown: it can hold a key or a password. */
const secret: readonly string[] = ["credentials", "endpoint", "client"];

/** @throws ConfigurationError with every option that is refused. */
export function checkOptions(options: DynamoDbStoreOptions): DynamoDbStoreOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const issues = toConfigurationIssues(parsed.error, schema, options);
    throw new ConfigurationError(withoutValues(issues, secret), where);
  }
  const { client } = parsed.data;
  const idle = replacedByClient.filter((name) => parsed.data[name] !== undefined);
  if (client !== undefined && idle.length > 0) {
    throw new ConfigurationError(
      idle.map((option) => ({
        option,
        problem: "cannot stand beside client, which has its own",
        hint: "Leave one of them out",
      })),
      where,
    );
  }
  return parsed.data;
}

/** The store is used as its options do not allow. */
export function refuseUse(issue: ConfigurationIssue): ConfigurationError {
  return new ConfigurationError([issue], where);
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Record<string, unknown>)[name] === "function"
  );
}
