// The option matrix with live stock, the pictures, and adding to the cart.
import { ask, askInParts, beSomebody, change, follow, written } from "./api.js";
import { laterParts } from "./later.js";
import { announce, at, complain, element, setPicture, show, swatchOf } from "./page.js";
import { count } from "./shell.js";
import { offerAlerts } from "./waiting.js";

const slug = document.querySelector(".piece").dataset.slug;
const cells = new Map();
let product;
let variants = new Map();

const chosen = () => variants.get(at("choose").elements.variant?.value);

function nameOf(variant) {
  const names = product.axes.map((axis) => {
    const picked = variant.options.find((option) => option.axis === axis.code)?.value;
    return axis.values.find((value) => value.code === picked)?.name;
  });
  return names.filter(Boolean).join(", ") || "One size";
}

function stockOf({ stock, price }) {
  if (!price) return "not sold in this currency";
  if (stock.availability === "UNAVAILABLE") return "not for sale at the moment";
  if (stock.availability === "SOLD_OUT") return "sold out";
  return stock.availability === "LOW_STOCK" ? `only ${stock.availableUnits} left` : "in stock";
}

function cell(variant, words) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "variant", value: variant.id });
  label.className = "cell";
  label.append(input, Object.assign(document.createElement("span"), { textContent: words }));
  label.lastElementChild.setAttribute("aria-hidden", "true");
  cells.set(variant.id, label);
  return label;
}

const isColour = (value) => Boolean(value.swatch || value.swatchUrl);

/** The name of a row; a colour's is a button that shows the piece in it. */
function rowHeader(value) {
  const header = element("th");
  header.scope = "row";
  if (!isColour(value)) {
    header.append(value.name);
    return header;
  }
  const button = element("button", swatchOf(value), value.name);
  Object.assign(button, { type: "button", className: "swatch", title: `Show it in ${value.name}` });
  button.dataset.colour = value.code;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    showColour(value.code);
    announce(`Pictures of ${value.name}.`);
  });
  header.append(button);
  return header;
}

/** Colours are rows and sizes columns; a piece with one axis, or none, is a single row. */
function drawMatrix() {
  const rows = product.axes.find((axis) => axis.values.some(isColour)) ?? null;
  const columns = product.axes.filter((axis) => axis !== rows);
  const table = element("table", element("caption", `Choose ${product.axes.map((axis) => axis.name.toLowerCase()).join(" and ") || "it"}`));
  table.className = "matrix";
  const [across] = columns;
  if (columns.length > 1) return drawList();
  const code = (variant, axis) => variant.options.find((option) => option.axis === axis?.code)?.value;
  for (const row of rows?.values ?? [null]) {
    const line = element("tr", ...(row ? [rowHeader(row)] : []));
    for (const column of across?.values ?? [null]) {
      const fits = [...variants.values()].find((each) => (!row || code(each, rows) === row.code) && (!column || code(each, across) === column.code));
      line.append(element("td", ...(fits ? [cell(fits, column?.name ?? "One size")] : [])));
    }
    table.append(line);
  }
  const fold = element("div", table);
  fold.className = "matrix-fold";
  at("matrix").replaceChildren(fold);
}

function drawList() {
  at("matrix").replaceChildren(...[...variants.values()].map((variant) => cell(variant, nameOf(variant))));
}

const standing = (variant) => variant?.stock.availability ?? "UNAVAILABLE";
const isBuyable = (variant) => !["SOLD_OUT", "UNAVAILABLE"].includes(standing(variant));

/** Sold-out choices stay to be seen and chosen, for whoever wants to be told; only what is not for sale can't be. */
function drawStock() {
  for (const [id, label] of cells) {
    const variant = variants.get(id);
    const input = label.firstElementChild;
    const said = variant ? stockOf(variant) : "no longer sold";
    label.dataset.stock = standing(variant);
    input.disabled = standing(variant) === "UNAVAILABLE";
    if (variant) input.setAttribute("aria-label", `${nameOf(variant)}, ${said}`);
    label.title = variant ? `${nameOf(variant)}: ${said}` : said;
  }
  drawChoice();
}

function drawNothingChosen() {
  const known = [...cells.keys()].map((id) => variants.get(id));
  const isAway = known.every((variant) => standing(variant) === "UNAVAILABLE");
  const isGone = !isAway && !known.some(isBuyable);
  at("add").disabled = true;
  at("add").textContent = isAway ? "Not for sale" : isGone ? "Sold out" : "Choose first";
  const why = isAway ? "It is not for sale at the moment." : "Every size of it is sold out. Choose yours to be told when it is back.";
  at("stock").textContent = isAway || isGone ? why : "";
}

function drawChoice() {
  const variant = chosen();
  const button = at("add");
  const isSoldOut = variant && standing(variant) === "SOLD_OUT";
  offerAlerts({ product, variant, isSoldOut });
  if (!variant) return drawNothingChosen();
  at("stock").textContent = `${nameOf(variant)}: ${stockOf(variant)}.`;
  button.disabled = !isBuyable(variant);
  button.textContent = isBuyable(variant) ? "Add to the cart" : isSoldOut ? "Sold out" : "Not for sale";
  if (variant.price) {
    at("price").textContent = written(variant.price.amount);
    at("before").textContent = variant.price.compareAt ? written(variant.price.compareAt) : "";
    show(at("before"), Boolean(variant.price.compareAt));
    const lowest = variant.lowestPriceBeforeReduction;
    at("lowest").textContent = lowest ? `Lowest price in the 30 days before: ${written(lowest)}` : "";
    show(at("lowest"), Boolean(lowest));
  }
}

function showPicture(button) {
  for (const each of document.querySelectorAll(".gallery-small button")) each.setAttribute("aria-pressed", String(each === button));
  const { url, srcset } = button.dataset;
  setPicture(at("gallery-main"), { url, srcset, alt: button.firstElementChild.alt });
}

/** The pictures of one colour, before those of all; the other colours step aside. */
function showColour(code) {
  const buttons = [...document.querySelectorAll(".gallery-small button")];
  const first = buttons.find((each) => each.dataset.colour === code);
  for (const each of buttons) show(each.parentElement, !first || [code, ""].includes(each.dataset.colour));
  for (const each of document.querySelectorAll(".swatch")) each.setAttribute("aria-pressed", String(each.dataset.colour === code));
  if (first) showPicture(first);
}

/** Stock comes with the update, as it is in the shopper's place; changed prices are read with all that goes with them. */
async function heard({ productAvailability: { event, resync, product: now } }) {
  const before = chosen();
  if (resync || event?.startsWith("Price")) {
    const read = await ask("Variants", { slug });
    variants = new Map(read.product?.variants.map((variant) => [variant.id, variant]));
  } else {
    const known = variants;
    variants = new Map(now.variants.map((variant) => [variant.id, { ...known.get(variant.id), ...variant }]));
  }
  drawStock();
  const after = chosen();
  if (before && after && stockOf(before) !== stockOf(after)) announce(`${nameOf(after)} is now ${stockOf(after)}.`);
}

async function add(event) {
  event.preventDefault();
  const button = at("add");
  button.disabled = true;
  try {
    await beSomebody();
    const { cart } = await change("CartLineAdd", { input: { variantId: chosen().id } });
    count(cart);
    show(at("added"));
  } catch (error) {
    if (error.errors) at("stock").textContent = error.message;
    else complain(error);
  } finally {
    button.disabled = !isBuyable(chosen());
    button.focus();
  }
}

for (const button of document.querySelectorAll(".gallery-small button")) button.addEventListener("click", () => showPicture(button));
at("choose").addEventListener("change", () => {
  show(at("added"), false);
  drawChoice();
  const colour = chosen().options.find((option) => option.axis === "colour")?.value;
  if (colour) showColour(colour);
});
at("choose").addEventListener("submit", add);

/** What the page can't do without, which comes first. */
function begin() {
  variants = new Map(product.variants.map((variant) => [variant.id, variant]));
  drawMatrix();
  drawStock();
  at("matrix").setAttribute("aria-busy", "false");
  if (variants.size === 1 && !cells.values().next().value.firstElementChild.disabled) {
    cells.values().next().value.firstElementChild.checked = true;
    drawChoice();
  }
  follow("Availability", { id: product.id }, { heard: (data) => heard(data).catch(complain) });
}

try {
  await askInParts("Piece", { slug }, (data, isWhole) => {
    if (!product) {
      product = data.product;
      begin();
    }
    laterParts(data.product, isWhole);
  });
} catch (error) {
  // Without its later parts the page is still good to buy from.
  if (product) laterParts(product, true);
  else complain(error);
}
