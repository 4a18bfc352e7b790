/** What a queue says of itself, or what AWS's defaults say of one that may not be asked. */
export interface QueueFacts {
  readonly arn: string | undefined;
  readonly visibilityTimeoutSeconds: number;
  readonly maximumMessageBytes: number;
  readonly retentionSeconds: number;
  readonly redrive: RedrivePolicy | undefined;
}

export interface RedrivePolicy {
  readonly deadLetterArn: string;
  readonly maxReceiveCount: number;
}

/** Source: Amazon SQS API Reference, CreateQueue. */
const awsDefaults = {
  VisibilityTimeout: 30,
  MaximumMessageSize: 1_048_576,
  MessageRetentionPeriod: 345_600,
} as const;

/** Reads the attributes of a queue. Those that are missing or strange count as AWS's defaults. */
export function readQueueFacts(attributes: Readonly<Record<string, string>>): QueueFacts {
  const number = (name: keyof typeof awsDefaults): number => {
    const value = Number(attributes[name] ?? Number.NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : awsDefaults[name];
  };
  return {
    arn: attributes["QueueArn"],
    visibilityTimeoutSeconds: number("VisibilityTimeout"),
    maximumMessageBytes: number("MaximumMessageSize"),
    retentionSeconds: number("MessageRetentionPeriod"),
    redrive: readRedrivePolicy(attributes["RedrivePolicy"]),
  };
}

/** `{"deadLetterTargetArn":"arn:…","maxReceiveCount":5}`; some write the count as text. */
function readRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined) return undefined;
  let policy: { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
  try {
    policy = JSON.parse(text) as typeof policy;
  } catch {
    return undefined;
  }
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  if (typeof deadLetterTargetArn !== "string") return undefined;
  const count = Number(maxReceiveCount);
  return {
    deadLetterArn: deadLetterTargetArn,
    maxReceiveCount: Number.isInteger(count) ? count : Number.POSITIVE_INFINITY,
  };
}
