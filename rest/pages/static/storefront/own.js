// Pages of one's own account: for whoever is logged in, and those who are not log in first.
import { complain, show, at } from "./page.js";
import { isCustomer } from "./session.js";

const toLogin = () => location.replace(`/login/?next=${encodeURIComponent(location.pathname)}`);

/** Show a page once `read` has drawn it. */
export async function asOneself(id, read) {
  if (!isCustomer()) return toLogin();
  try {
    await read();
    show(at("wait"), false);
    show(at(id));
  } catch (error) {
    // A session that was ended meanwhile has been forgotten by the refused request.
    if (isCustomer()) complain(error);
    else toLogin();
  }
}

/** Ask in a dialog, and do it after a yes. */
export function afterYes(dialog, work) {
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") work().catch(complain);
    dialog.returnValue = "";
  }, { once: true });
}

/** Copy words; true where the browser lets us. */
export async function copied(words) {
  return Boolean(await navigator.clipboard?.writeText(words).then(() => true, () => false));
}
