/** The parts of a queue's URL: `https://sqs.eu-central-1.amazonaws.com/123456789012/orders`. */
export interface QueueUrl {
  /** Scheme, host and port: where requests go. */
  readonly origin: string;
  readonly queueName: string;
  /** Absent when the path does not name one, as with some emulators. */
  readonly accountId?: string;
  /** Absent unless the host is one of AWS's. */
  readonly region?: string;
}

/**
 * Hosts of AWS that name their region: regional, dual-stack and FIPS endpoints, VPC endpoints, and the
 * old forms. Source: AWS General Reference, "Amazon Simple Queue Service endpoints and quotas".
 */
const awsHosts: readonly RegExp[] = [
  /^(?:[\w-]+\.)*sqs(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws|api\.amazonwebservices\.com\.cn|amazonaws\.eu)$/,
  /^([a-z0-9-]+)\.queue\.amazonaws\.com(?:\.cn)?$/,
];
/** The oldest endpoint of all. */
const legacyHost = "queue.amazonaws.com";
const legacyRegion = "us-east-1";

/**
 * @returns undefined when the text is not the URL of a queue: http or https, no user name or password,
 *   and a path that ends in a queue's name.
 */
export function parseQueueUrl(text: string): QueueUrl | undefined {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  const queueName = segments.at(-1);
  if (queueName === undefined || !/^[\w-]{1,80}(?:\.fifo)?$/.test(queueName)) return undefined;
  const accountId = segments.at(-2);
  const region = regionOfHost(url.hostname);
  return {
    origin: url.origin,
    queueName,
    ...(accountId !== undefined && /^\d{12}$/.test(accountId) ? { accountId } : {}),
    ...(region === undefined ? {} : { region }),
  };
}

function regionOfHost(host: string): string | undefined {
  if (host === legacyHost) return legacyRegion;
  for (const pattern of awsHosts) {
    const region = pattern.exec(host)?.[1];
    if (region !== undefined) return region;
  }
  return undefined;
}
