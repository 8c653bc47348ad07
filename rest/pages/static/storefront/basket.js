// The cart as the cart page and the checkout both read it.
import { MONEY, written } from "./api.js";

export const CART = `cart {
  currency email address { fullName line1 line2 city region postcode country phone }
  lines { id quantity title options { name value } imageUrl total ${MONEY} product { slug } problems { message } }
  groups { vendorId vendorName lines { id } deliveryOptions { methodId name minDays maxDays charge ${MONEY} } chosenDelivery { methodId } }
  subtotal ${MONEY} delivery ${MONEY} total ${MONEY} missing { code message } }`;

export const READ = `{ ${CART} }`;

export function mutation(name, input) {
  return `mutation($input: ${input}!) { ${name}(input: $input) { ${CART} errors { code message path } } }`;
}

export function writeTotals(slot, { subtotal, delivery, total }) {
  slot.subtotal.textContent = written(subtotal);
  slot.delivery.textContent = written(delivery);
  slot.total.textContent = written(total);
}
