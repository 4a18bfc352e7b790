import { formatQueueArn, partitionOf } from "./queue-arn.ts";
import { parseQueueUrl } from "./queue-url.ts";
import type { Settings } from "./settings.ts";

/** One text per queue, whichever way it is named: its ARN where that is known, else its URL. */
export function queueIdentity(
  settings: Pick<Settings, "eventSourceArn" | "queueUrl" | "region">,
): string {
  const { eventSourceArn, queueUrl = "" } = settings;
  if (eventSourceArn !== undefined) return eventSourceArn;
  const url = parseQueueUrl(queueUrl);
  // The account is in the path of an emulator's URL too, but there the region is anybody's guess.
  if (url?.region === undefined || url.accountId === undefined) return queueUrl;
  const { region, accountId, queueName } = url;
  return formatQueueArn({ partition: partitionOf(region), region, accountId, queueName });
}
