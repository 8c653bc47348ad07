// The list follows its filters and the search field at once, and keeps the address in step.
import { ask } from "./api.js";
import { cardNode } from "./card.js";
import { announce, at, calm, complain, settled, show } from "./page.js";
import { filterOf, form, offerChoices, said } from "./sieve.js";

const { language } = document.body.dataset;
const IS_WRITTEN = !language || language.startsWith("en");

const seek = at("q");
const hidden = form.elements.q;
let asking = new AbortController();

async function read(said, after, signal) {
  const filter = await filterOf(said);
  const text = said.get("q")?.trim();
  const asked = text ? ["Search", { text, filter, after }] : ["Listing", { filter, sort: said.get("sort").toUpperCase(), after }];
  return (await ask(...asked, { signal })).found;
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
    offerChoices(found.facets);
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
// Numbers are followed while they are typed; attributes may come with another search.
form.addEventListener("input", ({ target }) => {
  if (target.inputMode) soon();
});
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
// A wide window shows them anyway (pages.css); the fold says so to those who do not see it.
if (matchMedia("(min-width: 60.01rem)").matches) at("sieve-fold").open = true;
