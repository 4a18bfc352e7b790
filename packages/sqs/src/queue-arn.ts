/** The parts of a queue's ARN: `arn:aws:sqs:eu-central-1:123456789012:orders`. */
export interface QueueArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly queueName: string;
}

const queueArnPattern = /^arn:(aws[a-z-]*):sqs:([a-z0-9-]+):(\d{12}):([\w-]{1,80}(?:\.fifo)?)$/;

/** @returns undefined when the text is not the ARN of an SQS queue. */
export function parseQueueArn(text: string): QueueArn | undefined {
  const [, partition, region, accountId, queueName] = queueArnPattern.exec(text) ?? [];
  if (
    partition === undefined ||
    region === undefined ||
    accountId === undefined ||
    queueName === undefined
  )
    return undefined;
  return { partition, region, accountId, queueName };
}

export function formatQueueArn({ partition, region, accountId, queueName }: QueueArn): string {
  return `arn:${partition}:sqs:${region}:${accountId}:${queueName}`;
}

/** Prefixes of region names, longest first where one begins another. Source: AWS General Reference, partitions. */
const partitionsByRegion: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["us-iso-", "aws-iso"],
  ["eu-isoe-", "aws-iso-e"],
  ["eusc-", "aws-eusc"],
];

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  return partitionsByRegion.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/**
 * A queue is FIFO by its name alone. A message group id says nothing: standard queues carry one too
 * (fair queues). Source: Amazon SQS Developer Guide, "FIFO queue and message identifiers".
 */
export function isFifoName(queueName: string): boolean {
  return queueName.endsWith(".fifo");
}
