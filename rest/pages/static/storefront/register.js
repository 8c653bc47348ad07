// Making an account: name, address and password first, then the code that came by mail.
import { change } from "./api.js";
import { goBack, onSent } from "./forms.js";
import { announce, at, complain, show } from "./page.js";
import { forgetGuest, guest, isCustomer, keepAccount } from "./session.js";

let address = "";

onSent(at("register"), async ({ fullName, email, password }) => {
  await change("AccountRegister", { input: { fullName, email, password } });
  address = email;
  at("address").textContent = email;
  show(at("register"), false);
  show(at("prove"));
  at("code").focus();
  announce(`A code is on its way to ${email}.`);
});

onSent(at("prove"), async ({ code }) => {
  const { tokens } = await change("AccountVerify", { input: { email: address, code: code.trim(), guestToken: guest() } });
  forgetGuest();
  keepAccount(tokens);
  goBack();
});

at("resend").addEventListener("click", async () => {
  try {
    await change("AccountResendCode", { input: { email: address } });
    announce("If it waits for one, another code is on its way.");
    show(at("resent"));
  } catch (error) {
    complain(error);
  }
});

for (const link of document.querySelectorAll("[data-with-next]")) link.search = location.search;
if (isCustomer()) goBack();
