// A new password, by the link of a letter. Its token stands behind the `#`, and goes out of the address at once.
import { change } from "./api.js";
import { onSent } from "./forms.js";
import { at, show } from "./page.js";
import { leave } from "./session.js";

const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
history.replaceState(null, "", location.pathname);
show(at("reset"), Boolean(token));
show(at("no-token"), !token);

onSent(at("reset"), async ({ password }) => {
  await change("PasswordReset", { input: { token, password } });
  leave();
  show(at("reset"), false);
  show(at("done"));
  at("done").querySelector("a").focus();
});
