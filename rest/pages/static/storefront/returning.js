// After the bank's page: wait until the purchase is an order, or over.
import { ask } from "./api.js";
import { at, complain, show } from "./page.js";

const PATIENCE = 30_000;

function giveUp(words) {
  at("said").textContent = words;
  show(at("back"));
}

async function wait(id, until) {
  const { purchase } = await ask("Purchase", { id });
  if (purchase.order) return location.replace(`/orders/${purchase.order.id}/`);
  if (purchase.state === "RELEASED" || purchase.payment?.state === "DECLINED") {
    return giveUp("The bank did not approve the payment. Nothing was taken, and your cart is as it was.");
  }
  if (Date.now() > until) return giveUp("The bank has not answered yet. If it still does, a confirmation comes by mail.");
  setTimeout(() => wait(id, until).catch(complain), 400);
}

const id = sessionStorage.getItem("fashionistar.purchase");
if (id) wait(id, Date.now() + PATIENCE).catch(complain);
else giveUp("There is no payment under way in this window.");
