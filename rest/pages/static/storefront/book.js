// The address book at the checkout: the default is filled in, the others can be chosen.
import { ask } from "./api.js";
import { ADDRESS_FIELDS } from "./forms.js";
import { at, show } from "./page.js";

function fill(form, place) {
  for (const name of ADDRESS_FIELDS) form.elements[name].value = place[name];
}

/** The address and the book of a customer; null where it can't be had, which is no reason not to sell. */
export async function readBook() {
  return ask("Addresses").then(({ viewer }) => viewer, () => null);
}

/** Let a customer choose from their book. A cart that knows where it goes keeps that. */
export function offerBook(form, cart, { email, addresses }) {
  if (!cart.email) form.elements.email.value = email;
  const places = addresses.nodes;
  if (!places.length) return;
  const chosen = cart.address ? null : places.find(({ isDefault }) => isDefault) ?? places[0];
  const other = new Option("Another address", "");
  at("from-book").replaceChildren(other, ...places.map(({ id, fullName, line1, city }) => new Option(`${fullName}, ${line1}, ${city}`, id, false, id === chosen?.id)));
  at("from-book").addEventListener("change", ({ target }) => {
    const place = places.find(({ id }) => id === target.value);
    if (place) fill(form, place);
  });
  if (chosen) fill(form, chosen);
  show(at("book"));
}
