// One's wishlist with the link to share it, or a list that somebody shares.
import { ask, change } from "./api.js";
import { cardNode } from "./card.js";
import { announce, at, calm, complain, element, show } from "./page.js";
import { bearer } from "./session.js";

const { token } = at("wishlist").dataset;
let list = null;

function renderItems(items) {
  // What is no longer sold has no product to show.
  const products = items.nodes.map((item) => item.product).filter(Boolean);
  at("wishes").replaceChildren(...products.map((product) => element("li", cardNode(product))));
  show(at("wishlist"), products.length > 0);
  show(at("empty"), products.length === 0);
  show(at("wait"), false);
}

function renderSharing() {
  const address = list?.shareToken ? `${location.origin}/wishlist/${list.shareToken}/` : "";
  show(at("share"), Boolean(list) && !address);
  show(at("shared"), Boolean(address));
  at("share-link").value = address;
}

async function share(operation, variables, words) {
  try {
    const { wishlist } = await change(operation, variables);
    list.shareToken = wishlist.shareToken;
    calm();
    renderSharing();
    announce(words);
    (list.shareToken ? at("copy") : at("share-begin")).focus();
  } catch (error) {
    complain(error);
  }
}

async function copyLink() {
  at("share-link").select();
  // Without the right to the clipboard the link is selected, and can be copied by hand.
  const isCopied = await navigator.clipboard?.writeText(at("share-link").value).then(() => true, () => false);
  at("copy").textContent = isCopied ? "Copied" : "Copy";
  announce(isCopied ? "The link is copied." : "The link is selected.");
}

async function readOwn() {
  list = bearer() ? (await ask("Wishlists")).wishlists.nodes[0] : null;
  renderItems(list?.items ?? { nodes: [] });
  renderSharing();
}

async function readShared() {
  const { sharedWishlist: found } = await ask("SharedWishlist", { token });
  at("title").textContent = found ? found.name : "This list is not shared any more";
  at("by").textContent = found?.sharedBy ? `Shared by ${found.sharedBy}` : "";
  show(at("by"), Boolean(found?.sharedBy));
  renderItems(found?.items ?? { nodes: [] });
}

if (!token) {
  at("share").addEventListener("submit", (event) => {
    event.preventDefault();
    share("WishlistShare", { input: { id: list.id, displayName: at("share-name").value.trim() } }, "Everybody with the link can see it now.");
  });
  at("unshare").addEventListener("click", () => share("WishlistUnshare", { id: list.id }, "It is yours alone again."));
  at("copy").addEventListener("click", copyLink);
}
(token ? readShared() : readOwn()).catch(complain);
