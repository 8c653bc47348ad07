// What of a piece's page may come later: what buyers say, and what goes with it.
import { ask } from "./api.js";
import { cardNode } from "./card.js";
import { announce, at, complain, copy, element, horizontal, show } from "./page.js";

const FITS = { RUNS_SMALL: "runs small", TRUE_TO_SIZE: "true to size", RUNS_LARGE: "runs large" };
const VERDICTS = {
  RUNS_SMALL: "Runs small: most buyers would take a size more.",
  TRUE_TO_SIZE: "True to size, most buyers say.",
  RUNS_LARGE: "Runs large: most buyers would take a size less.",
  MIXED: "Buyers don't agree about the size.",
};
const slug = document.querySelector(".piece").dataset.slug;
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const drawn = new Set();
let after = null;

function starsIn(place, rating) {
  const shown = element("span", "★".repeat(rating) + "☆".repeat(5 - rating));
  shown.setAttribute("aria-hidden", "true");
  const said = Object.assign(element("span", `${rating} of 5 stars`), { className: "unseen" });
  place.replaceChildren(shown, said);
}

function photo({ url, small, alt }) {
  const image = Object.assign(element("img"), { src: small, alt: alt || "A photo of a buyer", width: 88, height: 88, loading: "lazy" });
  const link = Object.assign(element("a", image), { href: url });
  return element("li", link);
}

function reviewNode(review) {
  const { node, slot } = copy("review");
  starsIn(slot.stars, review.rating);
  slot.title.textContent = review.title;
  slot.body.textContent = review.body;
  show(slot.body, Boolean(review.body));
  slot.author.textContent = review.authorName;
  slot.verified.hidden = !review.isVerified;
  Object.assign(slot.when, { dateTime: review.writtenAt, textContent: day.format(new Date(review.writtenAt)) });
  slot.fit.textContent = review.fit ? `Size: ${FITS[review.fit]}` : "";
  show(slot.fit, Boolean(review.fit));
  slot.photos.append(...review.photos.map(photo));
  show(slot.photos, review.photos.length > 0);
  slot.helpful.textContent = `${review.helpfulCount} found this helpful`;
  show(slot.helpful, review.helpfulCount > 0);
  slot.reply.textContent = review.reply?.text ?? "";
  show(slot.reply.parentElement, Boolean(review.reply));
  return node;
}

function barOf(label, count, most) {
  const { node, slot } = copy("opinion-bar");
  slot.label.textContent = label;
  slot.bar.append(horizontal(most ? (100 * count) / most : 0));
  slot.count.textContent = count;
  return node;
}

function addReviews({ nodes, pageInfo }) {
  const added = nodes.map(reviewNode);
  at("reviews").append(...added);
  after = pageInfo.endCursor;
  show(at("more-reviews"), pageInfo.hasNextPage);
  return added;
}

function drawReviews({ reviewSummary: { count, average, histogram }, fitSummary: fit, reviews }) {
  show(at("no-reviews"), count === 0);
  show(at("opinions-said"), count > 0);
  if (!count) return;
  at("average").textContent = average.toFixed(1);
  at("review-count").textContent = `${count} ${count === 1 ? "review" : "reviews"}`;
  starsIn(at("average-stars"), Math.round(average));
  const most = Math.max(...histogram.map((each) => each.count));
  at("histogram").replaceChildren(...histogram.map((each) => barOf(`${each.rating} ★`, each.count, most)));
  at("fit-said").textContent = VERDICTS[fit.verdict] ?? "";
  const counts = [["Runs small", fit.runsSmall], ["True to size", fit.trueToSize], ["Runs large", fit.runsLarge]];
  at("fit-bars").replaceChildren(...counts.map(([label, each]) => barOf(label, each, fit.count)));
  show(at("fit"), fit.count > 0);
  addReviews(reviews);
}

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
    drawReviews(product);
    show(at("opinions"));
  }
  for (const [name, products] of Object.entries(shelvesOf(product))) {
    if (!products || drawn.has(name)) continue;
    drawn.add(name);
    drawShelf(name, products);
  }
  if (isWhole) at("later").setAttribute("aria-busy", "false");
}

at("more-reviews").addEventListener("click", async () => {
  try {
    const { product } = await ask("Reviews", { slug, after });
    const [first] = addReviews(product.reviews);
    first?.focus({ preventScroll: true });
    announce(`${product.reviews.nodes.length} more reviews`);
  } catch (error) {
    complain(error);
  }
});
