// A copy of all that is known of oneself, and leaving for good.
import { ask, change } from "./api.js";
import { onSent } from "./forms.js";
import { afterYes, asOneself } from "./own.js";
import { announce, at, complain, copy, show } from "./page.js";
import { forgetGuest, leave } from "./session.js";

const STATES = { REQUESTED: "Being made", READY: "Ready: its link is in our mail to you", FETCHED: "Fetched" };
const LOOK_AGAIN = 2_000;
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const written = (at) => moment.format(new Date(at));

function exportNode({ state, requestedAt, readyAt, expiresAt, size }) {
  const { node, slot } = copy("export");
  const kilobytes = Math.max(1, Math.round(size / 1000));
  slot.state.textContent = STATES[state];
  slot.about.textContent = readyAt ? `${kilobytes} kB, kept until ${written(expiresAt)}` : `asked for on ${written(requestedAt)}`;
  return node;
}

async function read() {
  const { viewer } = await ask("Data");
  at("exports").replaceChildren(...viewer.exports.map(exportNode));
  show(at("exports"), viewer.exports.length > 0);
  show(at("erase-code"), viewer.hasSecondFactor);
  // A worker makes it; whoever stays sees it become ready.
  if (viewer.exports.some(({ state }) => state === "REQUESTED")) setTimeout(() => read().catch(() => {}), LOOK_AGAIN);
}

at("copy").addEventListener("click", async () => {
  show(at("copy-problem"), false);
  try {
    await change("AccountExport");
    await read();
    announce("A copy is being made. Its link comes by mail.");
  } catch (error) {
    if (!error.errors) return complain(error);
    at("copy-problem").textContent = error.message;
    show(at("copy-problem"));
  }
});

async function close(input) {
  await change("AccountErase", { input });
  leave();
  forgetGuest();
  at("title").textContent = "Goodbye";
  for (const part of [at("data"), document.querySelector(".ways-own")]) show(part, false);
  show(at("gone"));
  at("gone").focus();
}

/** Ask once more, within the sending of the form, so that what is refused is said beside its fields. */
function sure() {
  return new Promise((settle) => {
    afterYes(at("sure"), async () => settle(true));
    at("sure").addEventListener("close", () => settle(false), { once: true });
  });
}

onSent(at("erase"), async ({ confirmEmail, currentPassword, code }) => {
  if (await sure()) await close({ confirmEmail: confirmEmail.trim(), currentPassword, code: code.trim() });
});
asOneself("data", read);
