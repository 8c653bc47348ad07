// The cart: quantities, problems of lines, and the way to the checkout.
import { ask, change, written } from "./api.js";
import { writeTotals } from "./basket.js";
import { announce, at, calm, complain, copy, optionsOf, setPicture, show, slots } from "./page.js";
import { bearer } from "./session.js";
import { count } from "./shell.js";

const totals = slots(document.querySelector(".sum"));

function lineNode(line) {
  const { node, slot } = copy("line");
  const title = line.title ?? "A piece that is no longer sold";
  const address = line.product ? `/p/${line.product.slug}/` : "/";
  node.dataset.line = line.id;
  slot.link.href = slot.title.href = address;
  slot.title.textContent = title;
  slot.options.textContent = optionsOf({ ...line, quantity: 1 });
  slot.quantity.textContent = line.quantity;
  slot.stepper.setAttribute("aria-label", `How many of ${title}`);
  if (line.imageUrl) setPicture(slot.picture, { url: line.imageUrl, alt: "" });
  slot.total.textContent = line.total ? written(line.total) : "";
  slot.problems.textContent = line.problems.map((problem) => problem.message).join(" ");
  show(slot.problems, line.problems.length > 0);
  const act = (name, operation, input, words) => {
    const button = node.querySelector(`[data-do="${name}"]`);
    button.addEventListener("click", () => changeLine(operation, { lineId: line.id, ...input }, { words, back: [line.id, name] }));
    return button;
  };
  act("less", "CartLineUpdate", { quantity: line.quantity - 1 }, "One less").disabled = line.quantity === 1;
  act("more", "CartLineUpdate", { quantity: line.quantity + 1 }, "One more").disabled = line.quantity === 99;
  act("remove", "CartLineRemove", {}, "Removed").setAttribute("aria-label", `Remove ${title}`);
  return node;
}

async function changeLine(operation, input, { words, back: [line, name] }) {
  try {
    const { cart } = await change(operation, { input });
    calm();
    render(cart);
    announce(`${words}. The total is ${written(cart.total)}.`);
    // The markup is new: whoever uses the keyboard goes on where they were.
    const again = document.querySelector(`[data-line="${line}"] [data-do="${name}"]:enabled`);
    (again ?? at("content")).focus({ preventScroll: true });
  } catch (error) {
    complain(error);
  }
}

function parcel(name, lines) {
  const { node, slot } = copy("group");
  slot.vendor.textContent = name;
  slot.lines.append(...lines.map(lineNode));
  return node;
}

function render(cart) {
  count(cart);
  show(at("wait"), false);
  const isFilled = Boolean(cart?.lines.length);
  show(at("filled"), isFilled);
  show(at("empty"), !isFilled);
  if (!isFilled) return;
  const byId = new Map(cart.lines.map((line) => [line.id, line]));
  const groups = cart.groups.map((group) => parcel(group.vendorName, group.lines.map(({ id }) => byId.get(id))));
  const grouped = new Set(cart.groups.flatMap((group) => group.lines.map(({ id }) => id)));
  const loose = cart.lines.filter((line) => !grouped.has(line.id));
  if (loose.length) groups.unshift(parcel("nobody any more", loose));
  at("groups").replaceChildren(...groups);
  writeTotals(totals, cart);
  if (cart.groups.some((group) => !group.chosenDelivery)) totals.delivery.textContent = "chosen at checkout";
  const isOther = cart.currency !== document.body.dataset.currency;
  at("in-currency").textContent = isOther ? `This cart is in ${cart.currency}, the currency in which it was begun.` : "";
}

try {
  render(bearer() ? (await ask("Cart")).cart : null);
} catch (error) {
  complain(error);
}
