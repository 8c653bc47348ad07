// The address book: new ones, changes, and which one the checkout offers first.
import { ask, change } from "./api.js";
import { ADDRESS_FIELDS, onSent } from "./forms.js";
import { afterYes, asOneself } from "./own.js";
import { announce, at, calm, complain, copy, show } from "./page.js";

const countries = new Intl.DisplayNames(["en"], { type: "region" });
const form = at("address");
let changing = null;

const fieldsOf = (place) => Object.fromEntries(ADDRESS_FIELDS.map((name) => [name, place[name]]));

function linesOf({ line1, line2, city, region, postcode, country, phone }) {
  return [line1, line2, [postcode, city].filter(Boolean).join(" "), region, countries.of(country), phone].filter(Boolean).join("\n");
}

function placeNode(place) {
  const { node, slot } = copy("place-card");
  node.dataset.place = place.id;
  slot.name.textContent = place.fullName;
  slot.lines.textContent = linesOf(place);
  show(slot.isDefault, place.isDefault);
  show(slot.first, !place.isDefault);
  for (const name of ["change", "first", "remove"]) slot[name].setAttribute("aria-label", `${slot[name].textContent}: ${place.line1}`);
  slot.change.addEventListener("click", () => openForm(place));
  slot.first.addEventListener("click", () => offerFirst(place).catch(complain));
  slot.remove.addEventListener("click", () => {
    at("sure-about").textContent = `${place.fullName}, ${place.line1}`;
    afterYes(at("sure"), () => remove(place));
  });
  return node;
}

async function read() {
  const { nodes } = (await ask("Addresses")).viewer.addresses;
  const first = nodes.filter(({ isDefault }) => isDefault);
  at("places").replaceChildren(...[...first, ...nodes.filter(({ isDefault }) => !isDefault)].map(placeNode));
  show(at("no-places"), nodes.length === 0);
}

async function done(words) {
  await read();
  calm();
  announce(words);
  at("new").focus();
}

async function offerFirst(place) {
  await change("AddressUpdate", { input: { id: place.id, address: fieldsOf(place), makeDefault: true } });
  await done("It is offered first now.");
}

async function remove({ id }) {
  await change("AddressDelete", { input: { id } });
  await done("The address is deleted.");
}

/** A country that the list does not have, as older addresses may. */
function offerCountry(code) {
  const select = form.elements.country;
  if (![...select.options].some(({ value }) => value === code)) select.add(new Option(countries.of(code), code));
}

function openForm(place = null) {
  changing = place;
  form.reset();
  if (place) {
    offerCountry(place.country);
    for (const name of ADDRESS_FIELDS) form.elements[name].value = place[name];
  }
  at("address-title").textContent = place ? "Change the address" : "New address";
  show(at("makeDefault").parentElement, !place?.isDefault);
  show(form);
  show(at("new").parentElement, false);
  form.elements.fullName.focus();
}

function closeForm() {
  show(form, false);
  show(at("new").parentElement);
}

onSent(form, async (given) => {
  const input = { address: fieldsOf(given), makeDefault: Boolean(given.makeDefault) };
  if (changing) await change("AddressUpdate", { input: { id: changing.id, ...input } });
  else await change("AddressCreate", { input });
  closeForm();
  await done("The address is kept.");
});
at("new").addEventListener("click", () => openForm());
at("leave").addEventListener("click", () => {
  closeForm();
  at("new").focus();
});
asOneself("book", read);
