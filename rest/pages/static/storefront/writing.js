// Writing a review: stars, words, how the size came out, photos; or changing, and taking back, the one there is.
import { change, Refused } from "./api.js";
import { onSent } from "./forms.js";
import { announce, at, calm, complain, copy, setPicture, show } from "./page.js";
import { isCustomer } from "./session.js";

const MOST_PHOTOS = 5;
const STATES = {
  PENDING: "Your review waits for our staff; others will see it once they have read it.",
  PUBLISHED: "You have reviewed this.",
  REJECTED: "Your review is not shown",
};
const form = at("review-form");
let about = null;
// Uploads of this form, in order: { id, node }.
let photos = [];

export const toLogin = () => `/login/?next=${encodeURIComponent(`${location.pathname}#opinions`)}`;

/** Say what the viewer may do: write, or change what they wrote. */
export function offerWriting(given) {
  about = given;
  const { own } = about;
  at("write").textContent = own ? "Change your review" : "Write a review";
  const reason = own?.state === "REJECTED" && own.moderationReason ? `: ${own.moderationReason}` : "";
  at("own-state").textContent = own ? `${STATES[own.state]}${reason}` : "";
  show(at("own-state"), Boolean(own));
  show(at("take-back"), Boolean(own));
}

function fill({ rating, title, body, fit }) {
  form.elements.rating.value = rating;
  form.elements.title.value = title;
  form.elements.body.value = body;
  form.elements.fit.value = fit ?? "";
}

function begin() {
  if (!isCustomer()) return location.assign(toLogin());
  form.reset();
  photos = [];
  at("review-photos").replaceChildren();
  const { own } = about;
  if (own) fill(own);
  const kept = own?.photos.length ?? 0;
  at("photos-kept").textContent = kept ? `New ones take the place of the ${kept} there ${kept === 1 ? "is" : "are"}.` : "";
  at("review-send").textContent = own ? "Save the changes" : "Publish the review";
  openForm(true);
  const stars = [...form.elements.rating];
  (stars.find(({ checked }) => checked) ?? stars[0]).focus();
}

function openForm(isOpen) {
  show(form, isOpen);
  show(at("writing"), !isOpen);
  calm();
}

function photoNode({ id, url }) {
  const { node, slot } = copy("review-photo");
  setPicture(slot.picture, { url, alt: "", width: 88, height: 88 });
  slot.alt.id = `alt-${id}`;
  slot.label.htmlFor = slot.alt.id;
  slot.remove.addEventListener("click", () => {
    photos = photos.filter((photo) => photo.id !== id);
    node.remove();
    at("photos").focus();
    announce("The photo is taken off.");
  });
  return node;
}

const sayOfPhotos = (words) => (at("photos-fault").textContent = words);

/** Send the chosen pictures, one after the other; what is refused is said, the others stay. */
async function upload() {
  const chosen = [...at("photos").files];
  at("photos").value = "";
  sayOfPhotos("");
  at("review-send").disabled = true;
  for (const [place, file] of chosen.entries()) {
    if (photos.length === MOST_PHOTOS) {
      sayOfPhotos(`A review has at most ${MOST_PHOTOS} photos.`);
      break;
    }
    at("photos-progress").textContent = `Sending photo ${place + 1} of ${chosen.length}…`;
    try {
      const { upload: kept } = await change("MediaUpload", {}, { file });
      const node = photoNode(kept);
      photos.push({ id: kept.id, node });
      at("review-photos").append(node);
    } catch (error) {
      sayOfPhotos(`${file.name}: ${error.errors ? error.message : "it did not arrive. Please try again."}`);
    }
  }
  at("photos-progress").textContent = photos.length ? `${photos.length} of ${MOST_PHOTOS} photos.` : "";
  at("review-send").disabled = false;
}

const wordsOf = ({ rating, title, body, fit }) => ({ rating: Number(rating), title, body, fit: fit || null });
const photosOf = () => photos.map(({ id, node }) => ({ uploadId: id, alt: node.querySelector("input").value }));

onSent(form, async (given) => {
  const { own, productId, written } = about;
  if (!given.rating) throw new Refused([{ path: ["rating"], message: "Please choose 1 to 5 stars." }]);
  if (own) {
    await change("ReviewUpdate", { input: { id: own.id, ...wordsOf(given), photos: photos.length ? photosOf() : null } });
  } else await change("ReviewCreate", { input: { productId, ...wordsOf(given), photos: photosOf() } });
  await written();
  openForm(false);
  announce("Thank you. Your review is kept.");
  at("write").focus();
});

at("write").addEventListener("click", begin);
at("photos").addEventListener("change", upload);
at("review-leave").addEventListener("click", () => {
  openForm(false);
  at("write").focus();
});
at("take-back").addEventListener("click", () => at("take-back-sure").showModal());
at("take-back-sure").addEventListener("close", async () => {
  if (at("take-back-sure").returnValue !== "yes") return;
  try {
    await change("ReviewDelete", { id: about.own.id });
    await about.written();
    announce("Your review is taken back.");
    at("write").focus();
  } catch (error) {
    complain(error);
  }
});
