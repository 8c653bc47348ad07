// Logging in, with a second factor where there is one; the guest's cart and wishes come along.
import { change } from "./api.js";
import { goBack, onSent } from "./forms.js";
import { announce, at, show } from "./page.js";
import { forgetGuest, guest, isCustomer, keepAccount } from "./session.js";

let challenge = null;

/** Send it with the guest who becomes somebody; one whose time is over has nothing to bring along. */
async function enter(operation, input) {
  const send = () => change(operation, { input: { ...input, guestToken: guest() } });
  const { tokens } = await send().catch((error) => {
    if (!error.errors || !error.is("INVALID_TOKEN") || !guest()) throw error;
    forgetGuest();
    return send();
  });
  forgetGuest();
  keepAccount(tokens);
  goBack();
}

function askForCode(given) {
  challenge = given;
  show(at("login"), false);
  show(at("second"));
  at("code").focus();
  announce("Now the code of your authenticator app.");
}

onSent(at("login"), async ({ email, password }) => {
  try {
    await enter("Login", { email, password });
  } catch (error) {
    const [second] = error.errors?.filter((each) => each.challenge) ?? [];
    if (!second) throw error;
    askForCode(second.challenge);
  }
});
onSent(at("second"), ({ code }) => enter("LoginConfirm", { challenge, code: code.trim() }));
onSent(at("forgotten"), async ({ forgottenEmail }) => {
  await change("PasswordResetRequest", { input: { email: forgottenEmail } });
  show(at("forgotten-sent"));
  announce(at("forgotten-sent").textContent);
});

for (const link of document.querySelectorAll("[data-with-next]")) link.search = location.search;
if (isCustomer()) goBack();
