// Hearts: what the shopper wishes for, on cards and on a product's page.
import { beSomebody, change } from "./api.js";
import { announce, complain } from "./page.js";

// Product -> the item of the list.
let wished = new Map();
let isChanged = false;

function draw(heart) {
  const isWished = wished.has(heart.dataset.product);
  heart.setAttribute("aria-pressed", String(isWished));
  heart.title = isWished ? "Take it off the wishlist" : "Put it on the wishlist";
}

/** Take up what the list held when the page began, unless it was changed here since. */
export function learn(list) {
  if (!isChanged) know(list);
}

function know(list) {
  wished = new Map((list?.items.nodes ?? []).flatMap(({ id, product }) => (product ? [[product.id, id]] : [])));
  document.querySelectorAll(".wish").forEach(draw);
}

async function toggle(heart) {
  const { product } = heart.dataset;
  const item = wished.get(product);
  heart.disabled = true;
  try {
    await beSomebody();
    const [operation, variables] = item ? ["WishlistItemRemove", { id: item }] : ["WishlistItemAdd", { input: { productId: product } }];
    know((await change(operation, variables)).wishlist);
    isChanged = true;
    announce(item ? "Taken off the wishlist." : "On the wishlist.");
  } catch (error) {
    complain(error);
  } finally {
    heart.disabled = false;
    heart.focus();
  }
}

/** Make a heart work for a product. */
export function wishable(heart, { id, title }) {
  heart.dataset.product = id;
  heart.setAttribute("aria-label", `Wishlist: ${title}`);
  draw(heart);
  heart.addEventListener("click", () => toggle(heart));
  heart.hidden = false;
}

// Those that the server wrote.
for (const heart of document.querySelectorAll(".wish[data-product]")) wishable(heart, { id: heart.dataset.product, title: heart.dataset.title });
