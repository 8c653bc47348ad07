// What of a piece's page may come later: what buyers say, and what goes with it.
import { cardNode } from "./card.js";
import { drawOpinions } from "./opinions.js";
import { at, element, show } from "./page.js";

const drawn = new Set();

function drawShelf(name, products) {
  const shelf = at(`shelf-${name}`);
  shelf.querySelector("ul").replaceChildren(...products.map((product) => element("li", cardNode(product))));
  show(shelf, products.length > 0);
}

/** What is bought together with nothing yet falls back to what is alike: no piece is shown twice. */
function shelvesOf({ similar, completeTheLook: look, boughtTogether: together }) {
  const alike = new Set(similar?.map(({ id }) => id));
  return { similar, look, together: similar && together?.filter(({ id }) => !alike.has(id)) };
}

/** Draw what has come and is not drawn yet; once it is all there, nothing is waited for any more. */
export function laterParts(product, isWhole) {
  if (product.reviews && !drawn.has("reviews")) {
    drawn.add("reviews");
    drawOpinions(product);
  }
  for (const [name, products] of Object.entries(shelvesOf(product))) {
    if (!products || drawn.has(name)) continue;
    drawn.add(name);
    drawShelf(name, products);
  }
  if (isWhole) at("later").setAttribute("aria-busy", "false");
}
