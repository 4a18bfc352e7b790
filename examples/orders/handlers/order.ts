export interface Order {
  readonly id: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
}

/** @throws Error when it is no order, or one that cannot be delivered. */
export function readOrder(body: string): Order {
  const order = JSON.parse(body) as Partial<Order>;
  if (typeof order.id !== "string" || order.id === "") throw new Error("an order needs an id");
  if (!Array.isArray(order.items) || order.items.length === 0)
    throw new Error(`order ${order.id} has no items`);
  for (const { sku, quantity } of order.items as Order["items"]) {
    if (typeof sku !== "string") throw new Error(`order ${order.id} has an item without a sku`);
    if (!Number.isInteger(quantity) || quantity < 1)
      throw new Error(`order ${order.id}: ${sku} cannot be delivered ${String(quantity)} times`);
  }
  return { id: order.id, items: order.items };
}
