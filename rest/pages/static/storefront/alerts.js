// What one waits for, and was told of: a piece that is to come back, or to cost less.
import { ask, change, written } from "./api.js";
import { asOneself } from "./own.js";
import { announce, at, calm, complain, copy, setPicture, show } from "./page.js";

const OPERATIONS = { STOCK: "StockAlertDelete", PRICE: "PriceAlertDelete" };
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
let after = null;

function wishOf({ kind, reference, target }) {
  if (kind === "STOCK") return "To be back in stock.";
  return target ? `To cost ${written(target)} or less.` : `To cost less than ${written(reference)}.`;
}

/** What is chosen on each axis of the piece, in the words of its page. */
function namesOf(product, variant) {
  if (!product || !variant) return [];
  const picked = Object.fromEntries(variant.options.map(({ axis, value }) => [axis, value]));
  return product.axes.map(({ code, values }) => values.find((value) => value.code === picked[code])?.name);
}

function writeProduct(slot, { product, variant }) {
  slot.title.textContent = product?.title ?? "A piece that is not sold at the moment";
  slot.about.textContent = [product?.vendor.name, ...namesOf(product, variant)].filter(Boolean).join(" · ");
  // Without a link there is nothing to go to, and nothing for the keyboard to stop at.
  if (product) slot.link.href = slot.title.href = `/p/${product.slug}/`;
  const [front] = variant?.media.length ? variant.media : product?.media ?? [];
  if (front) setPicture(slot.picture, { url: front.url, alt: "" });
  else slot.picture.remove();
}

function alertNode(alert) {
  const { node, slot } = copy("alert");
  const moment = alert.firedAt ?? alert.createdAt;
  writeProduct(slot, alert);
  slot.wish.textContent = wishOf(alert);
  slot.state.textContent = alert.firedAt ? "We told you on" : "Waiting since";
  Object.assign(slot.when, { dateTime: moment, textContent: day.format(new Date(moment)) });
  slot.end.textContent = alert.firedAt ? "Take it off the list" : "Withdraw";
  slot.end.setAttribute("aria-label", `${slot.end.textContent}: ${slot.title.textContent}. ${slot.wish.textContent}`);
  slot.end.addEventListener("click", () => end(alert, node).catch(complain));
  return node;
}

function add({ nodes, pageInfo }) {
  const added = nodes.map(alertNode);
  at("alerts").append(...added);
  after = pageInfo.endCursor;
  show(at("more-alerts"), pageInfo.hasNextPage);
  drawEmpty();
  return added;
}

function drawEmpty() {
  show(at("no-alerts"), !at("alerts").children.length && at("more-alerts").hidden);
}

async function end({ id, kind, firedAt }, node) {
  try {
    await change(OPERATIONS[kind], { id });
  } catch (error) {
    // Taken back elsewhere meanwhile: it is gone, and that is what was wanted.
    if (!error.is?.("NOT_FOUND")) throw error;
  }
  calm();
  announce(firedAt ? "It is off the list." : "We will not tell you.");
  // Whoever uses the keyboard goes on with the next one.
  const next = (node.nextElementSibling ?? node.previousElementSibling)?.querySelector("[data-slot=end]");
  node.remove();
  drawEmpty();
  (next ?? at("title")).focus();
}

at("more-alerts").addEventListener("click", async () => {
  try {
    const [first] = add((await ask("Awaited", { after })).alerts);
    calm();
    first?.querySelector("[data-slot=end]").focus({ preventScroll: true });
  } catch (error) {
    complain(error);
  }
});
asOneself("awaited", async () => add((await ask("Awaited")).alerts));
