// To be told: when a sold-out size is back, and when a price drops. Customers at once; others by a letter with a link.
import { ask, change } from "./api.js";
import { onSent } from "./forms.js";
import { announce, at, complain, show } from "./page.js";
import { isCustomer } from "./session.js";

const KINDS = {
  STOCK: { operation: "StockAlert", button: at("tell-stock"), ask: "Tell me when it is back", undo: "No need to tell me when it is back" },
  PRICE: { operation: "PriceAlert", button: at("tell-price"), ask: "Tell me when the price drops", undo: "No need to tell me when the price drops" },
};
const form = at("tell");
// "STOCK <variant>", "PRICE <variant or product>" -> the id of what is waited for; of addresses nothing is known.
const waiting = new Map();
let about = null;
let asked = "";

const keyOf = (kind) => `${kind} ${about[kind]?.variantId ?? about[kind]?.productId}`;

function know({ id, kind, firedAt, product, variant }) {
  if (!firedAt) waiting.set(`${kind} ${variant?.id ?? product?.id}`, id);
}

function draw() {
  for (const [kind, { button, ask: words, undo }] of Object.entries(KINDS)) {
    show(button, Boolean(about[kind]));
    button.textContent = waiting.has(keyOf(kind)) ? undo : words;
  }
}

/** Offer what there is to wait for: of a variant that is sold out, and of whatever has a price. */
export function offerAlerts({ product, variant, isSoldOut }) {
  const before = JSON.stringify(about);
  about = {
    STOCK: variant?.price && isSoldOut ? { variantId: variant.id } : null,
    PRICE: variant ? variant.price && { variantId: variant.id } : product.variants.some(({ price }) => price) && { productId: product.id },
  };
  // A change of stock elsewhere takes nobody's half-typed address away.
  if (JSON.stringify(about) !== before) {
    show(form, false);
    show(at("told-so"), false);
  }
  draw();
}

function say(words) {
  at("told-so").textContent = words;
  show(at("told-so"));
}

async function begin(kind, email) {
  const { operation } = KINDS[kind];
  const { alert } = await change(`${operation}Create`, { input: { ...about[kind], ...(email ? { email } : {}) } });
  if (!alert) return say(`A letter is on its way to ${email}. Press its link, and we tell you once.`);
  know({ ...alert, firedAt: null });
  draw();
  say("We will tell you, once.");
}

async function end(kind) {
  await change(`${KINDS[kind].operation}Delete`, { id: waiting.get(keyOf(kind)) });
  waiting.delete(keyOf(kind));
  draw();
  say("We will not tell you.");
}

async function toggle(kind) {
  show(at("told-so"), false);
  if (!isCustomer()) {
    asked = kind;
    at("tell-about").textContent = `${KINDS[kind].ask}:`;
    show(form);
    form.elements.email.focus();
    return;
  }
  try {
    await (waiting.has(keyOf(kind)) ? end(kind) : begin(kind));
    KINDS[kind].button.focus();
  } catch (error) {
    if (error.errors) say(error.message);
    else complain(error);
  }
}

for (const [kind, { button }] of Object.entries(KINDS)) button.addEventListener("click", () => toggle(kind));
onSent(form, async ({ email }) => {
  await begin(asked, email.trim());
  show(form, false);
  announce(at("told-so").textContent);
  KINDS[asked].button.focus();
});

if (isCustomer()) {
  ask("Alerts").then(({ alerts }) => {
    alerts.nodes.forEach(know);
    if (about) draw();
  }, () => {}); // Without it the buttons ask once more, which changes nothing.
}
