// What buyers say of a piece: numbers, reviews, and votes for them.
import { ask, change } from "./api.js";
import { announce, at, complain, copy, element, horizontal, show } from "./page.js";
import { isCustomer } from "./session.js";
import { offerWriting, toLogin } from "./writing.js";

const FITS = { RUNS_SMALL: "runs small", TRUE_TO_SIZE: "true to size", RUNS_LARGE: "runs large" };
const VERDICTS = {
  RUNS_SMALL: "Runs small: most buyers would take a size more.",
  TRUE_TO_SIZE: "True to size, most buyers say.",
  RUNS_LARGE: "Runs large: most buyers would take a size less.",
  MIXED: "Buyers don't agree about the size.",
};
const { slug } = document.querySelector(".piece").dataset;
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
let after = null;
let own = null;

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

function drawVote({ helpful, vote }, { helpfulCount, viewerFoundHelpful }) {
  helpful.textContent = helpfulCount ? `${helpfulCount} found this helpful` : "";
  show(helpful, helpfulCount > 0);
  vote.setAttribute("aria-pressed", String(viewerFoundHelpful));
}

/** Others say that a review helped them, once each, and may take it back; whoever is a stranger logs in first. */
function votable(slot, review) {
  let known = review;
  drawVote(slot, known);
  show(slot.vote, review.id !== own?.id);
  slot.vote.setAttribute("aria-label", `Helpful: ${review.title}`);
  slot.vote.addEventListener("click", async () => {
    if (!isCustomer()) return location.assign(toLogin());
    try {
      ({ review: known } = await change("ReviewVote", { input: { id: review.id, helpful: !known.viewerFoundHelpful } }));
      drawVote(slot, known);
      announce(known.viewerFoundHelpful ? "You found it helpful." : "Your vote is taken back.");
    } catch (error) {
      complain(error);
    }
  });
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
  votable(slot, review);
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

function drawNumbers({ reviewSummary: { count, average, histogram }, fitSummary: fit }) {
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
}

/** What buyers say, and what the viewer said or may say. */
export function drawOpinions(product) {
  own = product.viewerReview;
  drawNumbers(product);
  at("reviews").replaceChildren();
  addReviews(product.reviews);
  offerWriting({ productId: product.id, own, written: readAgain });
  show(at("opinions"));
}

async function readAgain() {
  const { product } = await ask("Opinions", { slug });
  drawOpinions(product);
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
