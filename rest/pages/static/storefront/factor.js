// The second factor: set up with an authenticator app, shown its recovery codes once, and taken away again.
import { change, Refused } from "./api.js";
import { onSent } from "./forms.js";
import { copied } from "./own.js";
import { announce, at, element, show } from "./page.js";

const PARTS = ["factor-begin", "factor-enrol", "factor-codes", "codes-renew", "factor-remove"];
let viewer = null;
let readAgain = null;

/** Show one of the parts, or none. */
function open(id = null) {
  for (const part of PARTS) show(at(part), part === id);
  show(at("factor-start"), !id && !viewer.hasSecondFactor);
  for (const start of ["factor-renew", "factor-stop"]) show(at(start), !id && viewer.hasSecondFactor);
}

/** Say whether there is one. `read` reads the page anew. */
export function drawFactor(known, read) {
  [viewer, readAgain] = [known, read];
  at("factor-state").textContent = viewer.hasSecondFactor ? "on" : "off";
  at("factor-said").textContent = viewer.hasSecondFactor
    ? "Whoever logs in to your account needs your password, and a code of your app."
    : "With it a stolen password is not enough to log in: a code of an app on your phone is asked for as well.";
  if (at("factor-codes").hidden) open();
}

function leave() {
  for (const id of ["factor-begin", "factor-confirm", "codes-renew", "factor-remove"]) at(id).reset();
  at("factor-secret").textContent = "";
  at("factor-link").removeAttribute("href");
  at("factor-picture").removeAttribute("src");
  at("codes").replaceChildren();
  open();
  at("factor-title").focus();
}

async function copyWords(button, words) {
  const isCopied = await copied(words);
  announce(isCopied ? "Copied." : "Your browser does not let us copy it. Please write it down.");
  if (isCopied) button.textContent = "Copied";
}

at("factor-start").addEventListener("click", () => {
  open("factor-begin");
  at("currentPassword").focus();
});
at("factor-renew").addEventListener("click", () => {
  open("codes-renew");
  at("renewCode").focus();
});
at("factor-stop").addEventListener("click", () => {
  open("factor-remove");
  at("removePassword").focus();
});
for (const button of document.querySelectorAll("[data-leave]")) button.addEventListener("click", leave);

onSent(at("factor-begin"), async ({ currentPassword }) => {
  const { enrolment } = await change("SecondFactorBegin", { input: { currentPassword } });
  at("factor-secret").textContent = enrolment.secret.match(/.{1,4}/g).join(" ");
  at("factor-link").href = enrolment.uri;
  at("factor-picture").src = enrolment.qrCode;
  at("factor-begin").reset();
  open("factor-enrol");
  at("code").focus();
  announce("Scan the picture with your app or type the secret in, then the code that it shows.");
});

async function showCodes(recoveryCodes) {
  at("codes").replaceChildren(...recoveryCodes.map((each) => element("li", element("code", each))));
  open("factor-codes");
  at("codes-title").focus();
  await readAgain();
}

/** Do it; what is refused belongs to the fields of this form, which have names of their own where others have those of the API. */
async function changeBy(names, operation, input) {
  try {
    return await change(operation, { input });
  } catch (error) {
    if (!error.errors) throw error;
    throw new Refused(error.errors.map((fault) => ({ ...fault, path: fault.path?.map((name) => names[name] ?? name) })));
  }
}

onSent(at("factor-confirm"), async ({ code }) => {
  const { recoveryCodes } = await change("SecondFactorConfirm", { input: { code: code.trim() } });
  await showCodes(recoveryCodes);
});

onSent(at("codes-renew"), async ({ renewCode }) => {
  const { recoveryCodes } = await changeBy({ code: "renewCode" }, "RecoveryCodesRenew", { code: renewCode.trim() });
  at("codes-renew").reset();
  await showCodes(recoveryCodes);
});

onSent(at("factor-remove"), async ({ removePassword, removeCode }) => {
  const names = { currentPassword: "removePassword", code: "removeCode" };
  await changeBy(names, "SecondFactorRemove", { currentPassword: removePassword, code: removeCode.trim() });
  leave();
  await readAgain();
  announce("The second factor is taken away.");
});

at("codes-kept").addEventListener("click", leave);
at("factor-copy").addEventListener("click", ({ target }) => copyWords(target, at("factor-secret").textContent.replaceAll(" ", "")));
at("codes-copy").addEventListener("click", ({ target }) => copyWords(target, [...at("codes").children].map((each) => each.textContent).join("\n")));
