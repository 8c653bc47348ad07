// An order as it is now, and as it goes on: followed by subscription.
import { ask, change, follow, written } from "./api.js";
import { writeTotals } from "./basket.js";
import { at, complain, copy, optionsOf, setPicture, show, slots } from "./page.js";
import { bearer, isCustomer } from "./session.js";

const PAYMENT = {
  OPENED: "Waiting for the bank",
  REQUIRES_ACTION: "Waiting for your approval",
  AUTHORIZED: "Approved by your bank",
  CAPTURED: "Paid",
  DECLINED: "Declined",
  VOIDED: "Released, nothing was taken",
  EXPIRED: "Run out",
};
const PARTS = { PLACED: "being prepared", FULFILLED: "sent", CANCELLED: "cancelled" };
const EVENTS = { placed: "Ordered", claimed: "Joined your account", captured: "Paid", paid: "Paid", vendor_order_cancelled: "A part was cancelled", refunded: "Money went back", cancelled: "Cancelled", vendor_order_fulfilled: "A part was sent" };

const root = at("order");
const id = root.dataset.order;
const totals = slots(root.querySelector(".sum"));
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
let shown = 0;

function eventNode({ kind, happenedAt }) {
  const words = EVENTS[kind] ?? kind.replaceAll("_", " ");
  const time = Object.assign(document.createElement("time"), { dateTime: happenedAt, textContent: moment.format(new Date(happenedAt)) });
  const item = document.createElement("li");
  item.append(words[0].toUpperCase() + words.slice(1), time);
  return item;
}

function lineNode(line) {
  const { node, slot } = copy("line");
  slot.title.textContent = line.title;
  slot.options.textContent = optionsOf(line);
  slot.total.textContent = written(line.total);
  if (line.imageUrl) setPicture(slot.picture, { url: line.imageUrl, alt: "" });
  return node;
}

function parcel(part) {
  const { node, slot } = copy("parcel");
  slot.vendor.textContent = part.vendor?.name ?? "a house that has closed";
  slot.state.textContent = PARTS[part.state];
  slot.method.textContent = part.cancelledBecause || part.deliveryMethod;
  slot.lines.append(...part.lines.map(lineNode));
  return node;
}

function paid(payment) {
  if (!payment) return "";
  const back = payment.refunded.minor ? `, ${written(payment.refunded)} went back` : "";
  return payment.state === "CAPTURED" ? `Paid ${written(payment.captured)}${back}` : PAYMENT[payment.state];
}

function render(order) {
  shown += 1;
  at("title").textContent = `Order ${order.number}`;
  document.title = `Order ${order.number} · Fashionistar`;
  at("placed").textContent = `Placed on ${moment.format(new Date(order.placedAt))}. A confirmation is on its way by mail.`;
  at("payment-state").textContent = paid(order.payment);
  at("payment-state").dataset.state = order.payment?.state ?? "";
  at("timeline").replaceChildren(...order.timeline.map(eventNode));
  at("parcels").replaceChildren(...order.vendorOrders.map(parcel));
  writeTotals(totals, order);
  const { fullName, line1, line2, city, region, postcode, country } = order.address;
  at("address").textContent = [fullName, line1, line2, [postcode, city].filter(Boolean).join(" "), region, country].filter(Boolean).join("\n");
  show(at("cancel"), order.vendorOrders.every((part) => part.state === "PLACED"));
  show(at("wait"), false);
  show(root);
}

/** Read it; what has come meanwhile by another way is newer than the answer. */
async function read() {
  const asked = shown;
  const { order } = await ask("Order", { id });
  if (asked === shown) render(order);
}

at("cancel").addEventListener("click", () => at("sure").showModal());
at("sure").addEventListener("close", async () => {
  if (at("sure").returnValue !== "yes") return;
  try {
    const { order } = await change("OrderCancel", { input: { id } });
    render(order);
  } catch (error) {
    complain(error);
  }
});

function missing() {
  show(document.querySelector(".over"), false);
  show(at("wait"), false);
  at("title").textContent = "This order is not yours to see";
  at("placed").textContent = "Orders are shown in the browser, or to the account, that placed them.";
  show(at("log-in"), !isCustomer());
}

if (bearer()) {
  read().then(
    // After a number that is none: the first update is how it stands, so nothing is missed between reading and hearing.
    () => follow("OrderUpdated", { id, after: "0" }, {
      heard: ({ orderUpdated }) => (orderUpdated.order ? render(orderUpdated.order) : read().catch(complain)),
      live: (isLive) => show(at("live"), isLive),
    }),
    (error) => (error.errors ? missing() : complain(error)),
  );
} else missing();
