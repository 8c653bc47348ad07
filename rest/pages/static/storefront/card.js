// A product in a list, made from the same markup that the server fills.
import { written } from "./api.js";
import { copy, marked, setPicture, show, swatchOf } from "./page.js";
import { wishable } from "./wishes.js";

/** Drawings, and pictures whose renditions are not made yet, have one address for all widths. */
function srcsetOf({ small, large }) {
  return small === large ? "" : `${small} 320w, ${large} 640w`;
}

function swatchItem(value) {
  const item = document.createElement("li");
  item.append(swatchOf(value, value.name));
  item.title = value.name;
  return item;
}

function priceIn(slot, range) {
  slot.price.textContent = range ? (range.lowest.minor === range.highest.minor ? "" : "from ") + written(range.lowest) : "";
  if (!range?.compareAt) {
    slot.before.remove();
    slot.reduced.remove();
    return;
  }
  const words = Object.assign(document.createElement("span"), { className: "unseen", textContent: "instead of " });
  slot.before.replaceChildren(words, written(range.compareAt));
}

/** The card; pictured in one of the colours where it comes in them, with the words marked that answer a search. */
export function cardNode(product, { colours = new Set(), highlight = null } = {}) {
  const { node, slot } = copy("card");
  const { priceRange: range, media, axes } = product;
  slot.link.href = `/p/${product.slug}/`;
  slot.vendor.textContent = product.vendor.name;
  if (highlight) slot.title.replaceChildren(...marked(highlight.title));
  else slot.title.textContent = product.title;
  const hasExcerpt = highlight?.excerpt?.includes("<mark>");
  if (hasExcerpt) slot.excerpt.replaceChildren(...marked(highlight.excerpt));
  show(slot.excerpt, hasExcerpt);
  priceIn(slot, range);
  const front = media.find(({ colour }) => colours.has(colour)) ?? media[0];
  if (front) setPicture(slot.picture, { ...front, url: front.large, srcset: srcsetOf(front) });
  else slot.picture.remove();
  const swatches = axes.flatMap((axis) => axis.values).filter((value) => value.swatch || value.swatchUrl);
  if (swatches.length > 1) slot.dots.append(...swatches.map(swatchItem));
  show(slot.dots, swatches.length > 1);
  wishable(slot.wish, product);
  return node;
}
