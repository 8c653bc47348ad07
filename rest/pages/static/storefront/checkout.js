// Address, delivery per house, payment; what the API finds missing decides which step is open.
import { ask, change, Refused, written } from "./api.js";
import { writeTotals } from "./basket.js";
import { offerBook, readBook } from "./book.js";
import { ADDRESS_FIELDS } from "./forms.js";
import { at, calm, complain, copy, optionsOf, show, slots } from "./page.js";
import { bearer, isCustomer, newKey } from "./session.js";
import { count } from "./shell.js";

const contact = at("contact");
const totals = slots(document.querySelector(".sum"));
let cart = null;
let attempt = null;

function days({ minDays, maxDays }) {
  return minDays === maxDays ? `${minDays} days` : `${minDays} to ${maxDays} days`;
}

function parcel(group, index) {
  const { node, slot } = copy("parcel");
  slot.vendor.textContent = `From ${group.vendorName}`;
  slot.options.append(...group.deliveryOptions.map((option, place) => {
    const way = copy("way");
    const id = `way-${index}-${place}`;
    Object.assign(way.slot.choice, { id, name: `way-${index}`, value: option.methodId, checked: group.chosenDelivery?.methodId === option.methodId });
    way.slot.choice.addEventListener("change", () => send("CartDeliverySet", { vendorId: group.vendorId, methodId: option.methodId }, id));
    way.slot.label.htmlFor = id;
    way.slot.name.textContent = option.name;
    way.slot.days.textContent = days(option);
    way.slot.charge.textContent = option.charge.minor ? written(option.charge) : "free";
    return way.node;
  }));
  if (!group.deliveryOptions.length) slot.options.textContent = "This house does not send to your country.";
  return node;
}

function brief() {
  return cart.lines.map((line) => {
    const item = document.createElement("li");
    const [what, cost] = [document.createElement("span"), document.createElement("span")];
    what.textContent = `${line.title ?? "No longer sold"} · ${optionsOf(line)}`;
    cost.textContent = line.total ? written(line.total) : "–";
    item.append(what, cost);
    return item;
  });
}

function render() {
  show(at("wait"), false);
  const isFilled = Boolean(cart?.lines.length);
  show(at("filled"), isFilled);
  show(at("empty"), !isFilled);
  if (!isFilled) return;
  count(cart);
  at("brief").replaceChildren(...brief());
  writeTotals(totals, cart);
  if (cart.groups.some((group) => !group.chosenDelivery)) totals.delivery.textContent = "not chosen yet";
  show(at("delivery"), Boolean(cart.address && cart.email));
  at("ways").replaceChildren(...cart.groups.map(parcel));
  show(at("payment"), cart.missing.length === 0);
  at("pay").textContent = `Pay ${written(cart.total)}`;
  const problems = cart.lines.flatMap((line) => line.problems.map((problem) => `${line.title ?? "A piece"}: ${problem.message}`));
  if (problems.length) complain(new Refused(problems.map((message) => ({ message }))));
}

async function send(operation, input, focus) {
  try {
    ({ cart } = await change(operation, { input }));
    calm();
    render();
    at(focus)?.focus();
  } catch (error) {
    if (operation === "CartContactSet") showFaults(error);
    else complain(error);
  }
}

function clearFaults() {
  for (const fault of contact.querySelectorAll(".fault")) fault.textContent = "";
  for (const field of contact.elements) field.removeAttribute("aria-invalid");
}

function markFault(field, message) {
  field.setAttribute("aria-invalid", "true");
  at(`${field.id}-fault`).textContent = message;
}

function showFaults(error) {
  const unplaced = [];
  for (const fault of error.errors ?? []) {
    const field = contact.elements[fault.path?.at(-1)];
    if (field) markFault(field, fault.message);
    else unplaced.push(fault);
  }
  contact.querySelector("[aria-invalid]")?.focus();
  if (!error.errors || unplaced.length) complain(unplaced.length ? new Refused(unplaced) : error);
}

/** Choose the first way of each house, so that most people have nothing to choose. */
async function chooseFirstWays() {
  for (const group of cart.groups) {
    const [first] = group.deliveryOptions;
    if (first && !group.chosenDelivery) await send("CartDeliverySet", { vendorId: group.vendorId, methodId: first.methodId });
  }
}

contact.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearFaults();
  const said = Object.fromEntries(new FormData(contact));
  for (const field of contact.querySelectorAll("[required]")) if (!field.value.trim()) markFault(field, "Please fill this in.");
  const empty = contact.querySelector("[aria-invalid]");
  if (empty) return empty.focus();
  const address = Object.fromEntries(ADDRESS_FIELDS.map((name) => [name, said[name]]));
  // Customers choose reminders in their preferences.
  const consent = isCustomer() ? {} : { remindMe: contact.elements.remindMe.checked };
  await send("CartContactSet", { email: said.email, address, ...consent });
  if (contact.querySelector("[aria-invalid]") || !cart?.address) return;
  await chooseFirstWays();
  at("delivery-title").focus();
});

function goOn({ purchase, order, nextAction }) {
  sessionStorage.setItem("fashionistar.purchase", purchase.id);
  if (nextAction) location.assign(nextAction.url);
  else location.assign(order ? `/orders/${order.id}/` : "/checkout/return/");
}

at("payment").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = at("pay");
  const card = at("payment").elements.card.value;
  button.disabled = true;
  show(at("refused"), false);
  // An unanswered attempt is repeated with its own key, so that nobody pays twice; another card or total is another decision.
  const decision = `${card} ${cart.total.minor}`;
  if (attempt?.decision !== decision) attempt = { decision, key: newKey() };
  try {
    const input = {
      idempotencyKey: attempt.key,
      paymentMethod: card,
      expectedTotalMinor: cart.total.minor,
      returnUrl: `${location.origin}/checkout/return/`,
    };
    goOn(await change("CheckoutComplete", { input }));
  } catch (error) {
    if (error.errors) attempt = null;
    at("refused").textContent = error.errors ? error.message : "The shop did not answer. Pressing again does not pay twice.";
    show(at("refused"));
    at("refused").focus();
    button.disabled = false;
  }
});

at("payment").addEventListener("change", () => show(at("refused"), false));

try {
  cart = bearer() ? (await ask("Cart")).cart : null;
  const book = cart && isCustomer() ? await readBook() : null;
  render();
  if (cart?.email) contact.elements.email.value = cart.email;
  contact.elements.remindMe.checked = Boolean(cart?.remindMe);
  show(at("remind"), !isCustomer());
  for (const name of cart?.address ? ADDRESS_FIELDS : []) contact.elements[name].value = cart.address[name];
  if (book) offerBook(contact, cart, book);
} catch (error) {
  complain(error);
}
