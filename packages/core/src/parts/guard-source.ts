import type { QueueSource } from "../contracts/queue-source.ts";

/**
 * A source that keeps the contract where a connector breaks it: `settle` and `extend` answer, `flush` and
 * `close` do not throw. A rejection would leave messages in hand, lanes busy and credits taken for ever;
 * what was not confirmed comes back when its lease ends. And nothing is asked of a closed source, also
 * not for what a receive brings that ended late.
 *
 * @param onBug hears of what the connector let escape.
 */
export function guardSource<Item, Event>(
  source: QueueSource<Item, Event>,
  onBug: (error: unknown) => void,
): QueueSource<Item, Event> {
  let closed = false;
  return {
    capabilities: source.capabilities,
    destination: source.destination,
    arn: source.arn,
    receive: (maximum, options) => source.receive(maximum, options),
    toEvent: (deliveries) => source.toEvent(deliveries),
    async settle(settlements) {
      if (closed) return settlements.map(() => "failed");
      try {
        return await source.settle(settlements);
      } catch (error) {
        onBug(error);
        return settlements.map(() => "failed");
      }
    },
    async extend(deliveries, leaseMs) {
      if (closed) return deliveries.map(() => "failed");
      try {
        return (await source.extend?.(deliveries, leaseMs)) ?? [];
      } catch (error) {
        onBug(error);
        return deliveries.map(() => "failed");
      }
    },
    flush() {
      try {
        source.flush();
      } catch (error) {
        onBug(error);
      }
    },
    async close() {
      closed = true;
      try {
        await source.close();
      } catch (error) {
        onBug(error);
      }
    },
  };
}
