// Forms about oneself: what is wrong is said beside its field, and where to go afterwards.
import { Refused } from "./api.js";
import { at, calm, complain, show } from "./page.js";

export const ADDRESS_FIELDS = ["fullName", "line1", "line2", "city", "region", "postcode", "country", "phone"];

/** Say what is wrong with a field beside it; of several to choose from, with the first. */
function mark(field, message) {
  const [marked, name] = field instanceof RadioNodeList ? [field[0], field[0].name] : [field, field.id];
  marked.setAttribute("aria-invalid", "true");
  at(`${name}-fault`).textContent = message;
}

function clear(form) {
  for (const fault of form.querySelectorAll(".fault")) fault.textContent = "";
  show(form.querySelector(".problem"), false);
  for (const field of form.elements) field.removeAttribute("aria-invalid");
  calm();
}

function showFaults(form, error) {
  const unplaced = [];
  for (const fault of error.errors) {
    const field = form.elements[fault.path?.at(-1)];
    if (field) mark(field, fault.message);
    else unplaced.push(fault);
  }
  form.querySelector("[aria-invalid]")?.focus();
  if (unplaced.length) sayWithin(form, new Refused(unplaced));
}

/** What is wrong with no field in particular: in the form where it has a place for it. */
function sayWithin(form, error) {
  const place = form.querySelector(".problem");
  if (!place) return complain(error);
  place.textContent = error.message;
  show(place);
  place.focus();
}

/**
 * Let a form do its work when it is sent: `work` gets what was filled in, and may throw Refused.
 * Until then its fields are disabled: a browser that sent it by itself would put a password into the address.
 */
export function onSent(form, work) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clear(form);
    for (const field of form.querySelectorAll("[required]")) if (!field.value.trim()) mark(field, "Please fill this in.");
    const empty = form.querySelector("[aria-invalid]");
    if (empty) return empty.focus();
    const buttons = form.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      await work(Object.fromEntries(new FormData(form)));
    } catch (error) {
      if (error.errors) showFaults(form, error);
      else complain(error);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  });
  for (const fields of form.querySelectorAll("fieldset[disabled]")) fields.disabled = false;
}

/** The page of ours that somebody came from to log in, or their account. */
export function goBack() {
  const next = new URLSearchParams(location.search).get("next") ?? "";
  const isOurs = next && URL.canParse(next, location.origin) && new URL(next, location.origin).origin === location.origin;
  location.replace(isOurs ? next : "/account/");
}
