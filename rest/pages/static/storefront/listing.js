// The list follows its filters and the search field at once, and keeps the address in step.
import { ask } from "./api.js";
import { cardNode } from "./card.js";
import { announce, at, bar, calm, complain, dot, settled, show } from "./page.js";

const EXPONENT = 2;
const MOST_VALUES = 18; // as the server's pages offer (choices.py)

const { language } = document.body.dataset;
const IS_WRITTEN = !language || language.startsWith("en");

const form = at("filters");
const seek = at("q");
const hidden = form.elements.q;
const ids = new Map();
let asking = new AbortController();

/** The id of a vendor or a collection, which addresses name by their slug. */
async function idOf(kind, slug) {
  const key = `${kind}/${slug}`;
  if (!ids.has(key)) {
    const { found } = await ask(kind, { slug });
    ids.set(key, found.id);
  }
  return ids.get(key);
}

async function filterOf(said) {
  const filter = { inStock: said.has("stock"), onSale: said.has("sale") };
  const axes = ["size", "colour"].filter((axis) => said.has(axis));
  filter.options = axes.map((axis) => ({ axis, values: said.getAll(axis) }));
  const [low, high] = ["low", "high"].map((name) => (said.get(name) ? Number(said.get(name)) * 10 ** EXPONENT : null));
  if (low !== null || high !== null) filter.price = { lowest: low, highest: high };
  if (said.get("category")) filter.categoryPath = said.get("category");
  if (said.get("vendor")) filter.vendors = [await idOf("VendorId", said.get("vendor"))];
  if (said.get("collection")) filter.collection = await idOf("CollectionId", said.get("collection"));
  return filter;
}

async function read(said, after, signal) {
  const filter = await filterOf(said);
  const text = said.get("q")?.trim();
  const asked = text ? ["Search", { text, filter, after }] : ["Listing", { filter, sort: said.get("sort").toUpperCase(), after }];
  return (await ask(...asked, { signal })).found;
}

function counted(name, count) {
  return [name, " ", Object.assign(document.createElement("span"), { className: "soft", textContent: count })];
}

function chip(axis, value) {
  const id = `${axis}-${value.code}`;
  const span = Object.assign(document.createElement("span"), { className: "chip" });
  const input = Object.assign(document.createElement("input"), { type: "checkbox", id, name: axis, value: value.code, checked: value.isChosen });
  const label = Object.assign(document.createElement("label"), { htmlFor: id });
  label.append(...(value.swatch ? [dot(value.swatch)] : []), ...counted(value.name, value.count));
  span.append(input, label);
  return span;
}

function branch({ name, path, count }, text) {
  const collection = said().get("collection");
  const query = new URLSearchParams({ category: path, ...(collection ? { collection } : {}), ...(text ? { q: text } : {}) });
  const link = Object.assign(document.createElement("a"), { href: `/?${query}` });
  link.append(...counted(name, count));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/** The filters offer what there is, with how many pieces each choice would leave. */
function offerChoices({ options, categories, prices, ...counts }, text) {
  const focused = document.activeElement?.id;
  for (const fold of form.querySelectorAll(".chips")) {
    const values = options.find((axis) => axis.code === fold.dataset.axis)?.values ?? [];
    const offered = values.filter((value, place) => place < MOST_VALUES || value.isChosen);
    fold.replaceChildren(fold.firstElementChild, ...offered.map((value) => chip(fold.dataset.axis, value)));
  }
  // The markup is new: whoever chose by keyboard goes on where they were.
  if (focused && document.activeElement === document.body) at(focused)?.focus();
  for (const badge of form.querySelectorAll("[data-count]")) badge.textContent = counts[badge.dataset.count];
  const below = categories.filter((each) => !each.isChosen);
  at("branches").querySelector("ul").replaceChildren(...below.map((each) => branch(each, text)));
  show(at("branches"), below.length > 0);
  const most = Math.max(1, ...prices.map(({ count }) => count));
  at("bars").replaceChildren(...prices.map(({ count }, place) => bar(place * 10, (28 * count) / most)));
}

function said() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (!value) data.delete(name);
  return data;
}

function keepAddress(data) {
  const query = new URLSearchParams([...data]);
  if (query.get("sort") === at("sort").dataset.usual) query.delete("sort");
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

function render(found, { isMore }) {
  const colours = new Set(said().getAll("colour"));
  // Words are marked in the language of the catalogue; a translated title has none.
  const highlights = new Map((IS_WRITTEN ? found.highlights ?? [] : []).map((each) => [each.productId, each]));
  const cards = found.nodes.map((product) => cardNode(product, { colours, highlight: highlights.get(product.id) }));
  if (isMore) at("grid").append(...cards);
  else at("grid").replaceChildren(...cards);
  at("total").textContent = found.totalCount;
  at("pieces-word").textContent = found.totalCount === 1 ? "piece" : "pieces";
  show(at("nothing"), found.totalCount === 0);
  show(at("more"), found.pageInfo.hasNextPage);
  at("more").dataset.after = found.pageInfo.endCursor ?? "";
  return cards;
}

async function refresh() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const data = said();
  at("grid").setAttribute("aria-busy", "true");
  try {
    const found = await read(data, null, signal);
    render(found, { isMore: false });
    offerChoices(found.facets, data.get("q"));
    show(at("sort").parentElement, !data.get("q"));
    keepAddress(data);
    calm();
    if (data.get("q")) showQuestion(data.get("q"));
  } catch (error) {
    complain(error);
  } finally {
    if (!signal.aborted) at("grid").setAttribute("aria-busy", "false");
  }
}

/** The head of the page says what the list now answers. */
function showQuestion(text) {
  at("title").textContent = `“${text}”`;
  document.title = `“${text}” · Fashionistar`;
  const hero = document.querySelector(".hero");
  if (hero) {
    hero.className = "headline";
    hero.replaceChildren(at("title"));
  }
}

async function goOn(event) {
  event.preventDefault();
  const link = at("more");
  const after = link.dataset.after ?? new URL(link.href).searchParams.get("after");
  try {
    const found = await read(said(), after, undefined);
    const [first] = render(found, { isMore: true });
    first?.querySelector("a").focus({ preventScroll: true });
    announce(`${found.nodes.length} more pieces`);
  } catch (error) {
    complain(error);
  }
}

const soon = settled(220, refresh);
form.addEventListener("change", refresh);
at("sort").addEventListener("change", refresh); // It belongs to the form, but stands beside the list.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  refresh();
});
for (const name of ["low", "high"]) at(name).addEventListener("input", soon);
seek.addEventListener("input", () => {
  hidden.value = seek.value;
  hidden.disabled = !seek.value.trim();
  soon();
});
at("seek").addEventListener("submit", (event) => {
  event.preventDefault();
  refresh().then(() => at("grid").scrollIntoView({ block: "nearest" }));
});
at("more").addEventListener("click", goOn);
show(at("apply"), false);
if (matchMedia("(max-width: 60rem)").matches) at("sieve-fold").open = false;
