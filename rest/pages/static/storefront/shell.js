// The head of every page: suggestions while typing, the currency, how much is in the cart.
import { ask } from "./api.js";
import { at, settled, show } from "./page.js";
import { bearer, isCustomer } from "./session.js";
import { learn } from "./wishes.js";

const field = at("q");
const list = at("suggestions");
const LEADS_TO = {
  PRODUCT: ({ slug }) => `/p/${slug}/`,
  CATEGORY: ({ slug }) => `/?category=${encodeURIComponent(slug)}`,
  VENDOR: ({ slug }) => `/?vendor=${slug}`,
};
const KINDS = { PRODUCT: "", CATEGORY: "category", VENDOR: "house" };
let suggested = [];
let chosen = -1;
let asking = new AbortController();
// What the page itself counts is newer than what its head asks for.
const counted = new Set();

function close() {
  show(list, false);
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
  chosen = -1;
}

function choose(index) {
  chosen = index;
  [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
  if (index < 0) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", list.children[index].id);
  list.children[index].scrollIntoView({ block: "nearest" });
}

function render() {
  list.replaceChildren(...suggested.map((each, index) => {
    const item = document.createElement("li");
    Object.assign(item, { id: `suggestion-${index}`, role: "option" });
    item.setAttribute("aria-selected", "false");
    item.append(Object.assign(document.createElement("span"), { textContent: each.name }));
    item.append(Object.assign(document.createElement("span"), { textContent: KINDS[each.kind], className: "kind" }));
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => location.assign(LEADS_TO[each.kind](each)));
    return item;
  }));
  show(list, suggested.length > 0);
  field.setAttribute("aria-expanded", String(suggested.length > 0));
  field.removeAttribute("aria-activedescendant");
  chosen = -1;
}

const suggest = settled(140, async () => {
  asking.abort();
  asking = new AbortController();
  const text = field.value.trim();
  if (text.length < 2 || document.activeElement !== field) return close();
  try {
    const data = await ask("Suggest", { text }, { signal: asking.signal });
    suggested = data.suggest;
    render();
  } catch {
    close(); // Suggestions are a courtesy: without them the search still works.
  }
});

/** Close the list, also to suggestions that are still to come. */
function dismiss() {
  suggest.forget();
  asking.abort();
  close();
}

field.addEventListener("input", suggest);
field.addEventListener("blur", close);
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return dismiss();
  if (list.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose((chosen + 1 + step + suggested.length + 1) % (suggested.length + 1) - 1);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    location.assign(LEADS_TO[suggested[chosen].kind](suggested[chosen]));
  }
});
at("seek").addEventListener("submit", dismiss);

export function count(cart) {
  counted.add("cart");
  const units = (cart?.lines ?? []).reduce((sum, line) => sum + line.quantity, 0);
  const badge = at("cart-count");
  badge.textContent = units;
  badge.setAttribute("aria-label", `${units} in it`);
  show(badge, units > 0);
}

/** How much of what came into the feed is new. */
export function countNews(unread) {
  counted.add("news");
  const badge = at("news-count");
  badge.textContent = unread;
  badge.setAttribute("aria-label", `${unread} new`);
  show(badge, unread > 0);
}

if (bearer()) {
  if (["cart", "checkout"].includes(document.body.dataset.page)) counted.add("cart");
  ask("Head", { isCustomer: isCustomer() }).then(({ cart, wishlists, unreadNotificationCount }) => {
    if (!counted.has("cart")) count(cart);
    learn(wishlists.nodes[0]);
    if (!counted.has("news")) countNews(unreadNotificationCount ?? 0);
  }, () => {});
}
