// The filters of a list: what is chosen, as the API takes it, and what else could be.
import { ask } from "./api.js";
import { at, bar, copy, dot, element, show } from "./page.js";

const MOST_VALUES = 18; // as the server's pages offer (folds.py)
const AXES = ["size", "colour"];
const WHERE = ["category", "vendor", "collection", "q"];
const TRUTHS = new Set(["true", "false"]);
const { exponent } = document.body.dataset;

export const form = at("filters");
const ids = new Map();

/** What is filled in, as the address says it. */
export function said() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (!value.trim()) data.delete(name);
  return data;
}

/** The id of a vendor or a collection, which addresses name by their slug. */
async function idOf(kind, slug) {
  const key = `${kind}/${slug}`;
  if (!ids.has(key)) {
    const { found } = await ask(kind, { slug });
    ids.set(key, found.id);
  }
  return ids.get(key);
}

const minor = (text) => (/^\d{1,15}$/.test(text ?? "") ? Number(text) * 10 ** exponent : null);
const number = (text) => (/^-?\d{1,9}(\.\d{1,3})?$/.test(text?.trim() ?? "") ? Number(text) : null);

/** Two ends, or null where neither is said; who turns them round means the same. */
function range(low, high) {
  if (low === null && high === null) return null;
  const [lowest, highest] = low !== null && high !== null && low > high ? [high, low] : [low, high];
  return { lowest, highest };
}

/** What is asked of attributes: `with.` choices, `is.` yes or no, `least.` and `most.` the ends of numbers (traits.py). */
function attributesOf(data) {
  const asked = new Map();
  for (const name of new Set(data.keys())) {
    const [prefix, code] = [name.slice(0, name.indexOf(".")), name.slice(name.indexOf(".") + 1)];
    if (prefix === "with") asked.set(code, { code, choices: data.getAll(name) });
    if (prefix === "is" && TRUTHS.has(data.get(name))) asked.set(code, { code, boolean: data.get(name) === "true" });
    if (prefix !== "least" && prefix !== "most") continue;
    const ends = range(number(data.get(`least.${code}`)), number(data.get(`most.${code}`)));
    if (ends) asked.set(code, { code, number: ends });
  }
  return [...asked.values()];
}

/** The filter as the API takes it. */
export async function filterOf(data) {
  const filter = { inStock: data.has("stock"), onSale: data.has("sale"), attributes: attributesOf(data) };
  filter.options = AXES.filter((axis) => data.has(axis)).map((axis) => ({ axis, values: data.getAll(axis) }));
  const price = range(minor(data.get("low")), minor(data.get("high")));
  if (price) filter.price = price;
  if (data.get("category")) filter.categoryPath = data.get("category");
  if (data.get("vendor")) filter.vendors = [await idOf("VendorId", data.get("vendor"))];
  if (data.get("collection")) filter.collection = await idOf("CollectionId", data.get("collection"));
  return filter;
}

/** Give a parent a child for each of these, in order. Those it has stay where they are, and keep the focus. */
function settle(parent, wanted, { keyOf, make, update }) {
  const kept = new Map([...parent.children].filter(keyOf).map((child) => [keyOf(child), child]));
  const keys = new Set(wanted.map(({ key }) => key));
  for (const [key, child] of kept) if (!keys.has(key)) child.remove();
  let place = parent.firstElementChild;
  while (place && !keyOf(place)) place = place.nextElementSibling;
  for (const each of wanted) {
    const child = kept.get(each.key) ?? make(each);
    update(child, each);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}

function makeChip({ id, key, field, name, swatch, isChosen, kind }) {
  const { node, slot } = copy("chip");
  Object.assign(slot.input, { id, name: field, value: key, type: kind === "boolean" ? "radio" : "checkbox", checked: isChosen });
  Object.assign(slot.label, { htmlFor: id });
  node.dataset.value = key;
  slot.name.textContent = name;
  if (swatch) slot.label.prepend(dot(swatch));
  return node;
}

function updateChip(chip, { count }) {
  chip.querySelector("[data-slot=count]").textContent = count ?? "";
}

function makeFold({ key, code, name, kind, unit, isAxis }) {
  const { node, slot } = copy("fold");
  delete node.dataset.attribute;
  Object.assign(node.dataset, { [isAxis ? "axis" : "attribute"]: code, kind });
  node.dataset.key = key;
  node.open = isAxis;
  slot.name.textContent = name;
  slot.legend.textContent = unit ? `${name}, ${unit}` : name;
  if (kind !== "number") return node;
  const span = copy("span");
  for (const end of ["least", "most"]) Object.assign(span.slot[end], { id: `${end}-${code}`, name: `${end}.${code}` });
  span.slot.fromLabel.htmlFor = `least-${code}`;
  span.slot.toLabel.htmlFor = `most-${code}`;
  span.slot.unit.textContent = unit ?? "";
  node.querySelector("fieldset").append(span.node);
  return node;
}

function updateFold(node, fold) {
  const chips = node.querySelector("fieldset");
  if (fold.kind === "number") {
    chips.querySelector("[data-slot=least]").placeholder = fold.lowest ?? "";
    chips.querySelector("[data-slot=most]").placeholder = fold.highest ?? "";
  } else settle(chips, fold.chips, { keyOf: valueOf, make: (chip) => makeChip({ ...chip, field: fold.field, kind: fold.kind }), update: updateChip });
  countChosen(node);
}

/** How many of a fold are chosen, beside its name. */
function countChosen(node) {
  const chosen = [...node.querySelectorAll("input")].filter((input) => (input.checked || input.type === "text") && input.value).length;
  const badge = node.querySelector("[data-slot=chosen]");
  const words = Object.assign(element("span", " chosen"), { className: "unseen" });
  badge.replaceChildren(node.dataset.kind === "number" ? Math.min(chosen, 1) : chosen, words);
  show(badge, chosen > 0);
}

// "Either" is a choice without a value.
const valueOf = (child) => (child.tagName === "LEGEND" ? null : `=${child.dataset.value}`);
const keyOf = ({ dataset }) => (dataset.axis ? `axis ${dataset.axis}` : `attribute ${dataset.attribute}`);

/** What a fold offers; what is chosen in it stays to be taken back, though nothing would be left of it. */
function chipsOf(values, { prefix, node, isTruth }) {
  const offered = values.filter((value, place) => place < MOST_VALUES || value.isChosen);
  const chips = offered.map(({ code, ...value }) => ({ ...value, id: `${prefix}-${code}`, value: code, key: `=${code}` }));
  if (isTruth) chips.unshift({ id: `${prefix}-either`, value: "", key: "=", name: "Either", isChosen: !chips.some(({ isChosen }) => isChosen) });
  const known = new Set(chips.map(({ value }) => value));
  for (const input of node?.querySelectorAll("input:checked") ?? []) {
    if (known.has(input.value)) continue;
    chips.push({ id: input.id, value: input.value, key: `=${input.value}`, count: 0, isChosen: true });
  }
  return chips;
}

function foldOf({ code, name, kind = "choices", values, unit, lowest, highest }, isAxis) {
  const known = { BOOLEAN: "boolean", NUMBER: "number" }[kind] ?? "choices";
  const prefix = isAxis ? code : `${known === "boolean" ? "is" : "with"}-${code}`;
  const node = form.querySelector(`[data-${isAxis ? "axis" : "attribute"}="${CSS.escape(code)}"]`);
  const chips = chipsOf(values, { prefix, node, isTruth: known === "boolean" });
  const field = isAxis ? code : `${known === "boolean" ? "is" : "with"}.${code}`;
  return { key: `${isAxis ? "axis" : "attribute"} ${code}`, code, name, kind: known, unit, lowest, highest, isAxis, field, chips };
}

/** A fold that nothing found says any more, as it stands: it goes only once nothing is chosen in it. */
function foldsGone(counted) {
  const keys = new Set(counted.map(({ key }) => key));
  return [...form.querySelectorAll(".fold")].filter((node) => !keys.has(keyOf(node)) && !node.querySelector("[data-slot=chosen]").hidden).map((node) => {
    const { axis, attribute, kind } = node.dataset;
    return { ...foldOf({ code: axis ?? attribute, kind: kind.toUpperCase(), values: [] }, Boolean(axis)), key: keyOf(node) };
  });
}

function offerFolds({ options, attributes }) {
  for (const node of form.querySelectorAll(".fold")) countChosen(node);
  const axes = options.filter(({ code }) => AXES.includes(code));
  const folds = [...axes.map((axis) => foldOf(axis, true)), ...attributes.map((each) => foldOf(each, false))];
  settle(at("folds"), [...folds, ...foldsGone(folds)], { keyOf, make: makeFold, update: updateFold });
}

function branch({ name, path, count }, { q, collection }) {
  const query = new URLSearchParams({ category: path, ...(collection ? { collection } : {}), ...(q ? { q } : {}) });
  const number = Object.assign(element("span", String(count)), { className: "soft" });
  return element("li", Object.assign(element("a", `${name} `, number), { href: `/?${query}` }));
}

/** How many filters are set, for the phone's button. */
function countNarrowings() {
  const names = [...said().keys()].filter((name) => !WHERE.includes(name) && name !== "sort");
  const set = new Set(names.map((name) => (["low", "high"].includes(name) ? "price" : name.replace(/^(least|most)\./, "number."))));
  at("narrowings").textContent = set.size;
  show(at("narrowings"), set.size > 0);
}

/** The filters offer what there is, with how many pieces each choice would leave. */
export function offerChoices({ options, attributes, categories, prices, ...counts }) {
  const where = Object.fromEntries(WHERE.map((name) => [name, said().get(name)]).filter(([, value]) => value));
  offerFolds({ options, attributes });
  countNarrowings();
  for (const badge of form.querySelectorAll("[data-count]")) badge.textContent = counts[badge.dataset.count];
  const below = categories.filter((each) => !each.isChosen);
  at("branches").querySelector("ul").replaceChildren(...below.map((each) => branch(each, where)));
  show(at("branches"), below.length > 0);
  const most = Math.max(1, ...prices.map(({ count }) => count));
  at("bars").replaceChildren(...prices.map(({ count }, place) => bar(place * 10, (28 * count) / most)));
  at("clear").href = `/?${new URLSearchParams(where)}`;
}
