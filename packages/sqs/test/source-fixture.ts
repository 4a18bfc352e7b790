import { seededRandom, type StartupWarning } from "@millrace/core/connector";
import { VirtualClock } from "@millrace/testkit";

import { toCapabilities } from "../src/capabilities.ts";
import type { SqsDelivery } from "../src/delivery.ts";
import type { SqsSettings } from "../src/options.ts";
import { readQueueFacts } from "../src/queue-facts.ts";
import { resolveSettings } from "../src/settings.ts";
import { SqsSource } from "../src/source.ts";
import { SimulatedSqs } from "./sim/simulated-sqs.ts";

export interface OpenSource {
  readonly clock: VirtualClock;
  readonly queue: SimulatedSqs;
  readonly source: SqsSource;
  readonly warnings: readonly StartupWarning[];
  /** Sends messages and receives them. */
  receive(bodies: readonly string[], group?: string): Promise<readonly SqsDelivery[]>;
}

/** A source on a simulated queue, without an engine around it. */
export function openSource(
  options: { readonly fifo?: boolean; readonly settings?: SqsSettings } = {},
): OpenSource {
  const { fifo = false, settings: given = {} } = options;
  const clock = new VirtualClock();
  const queue = new SimulatedSqs({ clock, fifo });
  const queueName = fifo ? "orders.fifo" : "orders";
  const settings = resolveSettings({
    queueUrl: `https://sqs.eu-central-1.amazonaws.com/123456789012/${queueName}`,
    ...given,
  });
  const warnings: StartupWarning[] = [];
  const source = new SqsSource({
    client: queue,
    clock,
    random: seededRandom(1),
    capabilities: toCapabilities(settings, readQueueFacts({}), 30_000),
    queueName,
    origin: { eventSourceArn: "arn", awsRegion: "eu-central-1", nulls: false },
    retryRule: { delay: settings.retryDelay, queueVisibilityMs: 30_000 },
    deleteLingerMs: settings.deleteLingerMs,
    roundTripMs: 10,
    warn: (warning) => warnings.push(warning),
  });
  return {
    clock,
    queue,
    source,
    warnings,
    async receive(bodies, group) {
      queue.send(bodies, group);
      const deliveries: SqsDelivery[] = [];
      while (deliveries.length < bodies.length) {
        const { signal } = new AbortController();
        deliveries.push(...(await clock.finish(source.receive(10, { waitMs: 1_000, signal }))));
      }
      return deliveries;
    },
  };
}
