// The totals of a cart or an order.
import { written } from "./api.js";

export function writeTotals(slot, { subtotal, delivery, total }) {
  slot.subtotal.textContent = written(subtotal);
  slot.delivery.textContent = written(delivery);
  slot.total.textContent = written(total);
}
