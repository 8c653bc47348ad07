// One's orders and one's news, which go on coming while the page is open.
import { ask, change, follow, written } from "./api.js";
import { announce, at, calm, complain, copy, element, setPicture, show } from "./page.js";
import { isCustomer, leave } from "./session.js";
import { countNews } from "./shell.js";

const STATES = { PLACED: "being prepared", PARTLY_CANCELLED: "partly cancelled", CANCELLED: "cancelled", FULFILLED: "sent" };
const NEWS = {
  ORDER_PLACED: "Your order is placed.",
  ORDER_CANCELLED: "Your order is cancelled.",
  ORDER_PART_CANCELLED: "A part of your order is cancelled.",
  ORDER_SENT: "A part of your order is on its way.",
  ORDER_REFUNDED: "Money of your order went back to you.",
  REVIEW_REPLIED: "A house answered your review.",
  BACK_IN_STOCK: "It is back in stock.",
  PRICE_DROPPED: "It costs less now.",
  NEW_PRODUCT: "It is new of a house that you follow.",
  PRODUCT_SUBMITTED: "A piece was sent for review.",
  PRODUCT_APPROVED: "A piece of your house is in the shop.",
  PRODUCT_REJECTED: "A piece of your house came back for changes.",
};
const MOST_PICTURES = 4;
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const after = {};
let reads = 0;

function orderNode(order) {
  const { node, slot } = copy("order");
  const lines = order.vendorOrders.flatMap((part) => part.lines);
  const units = lines.reduce((sum, line) => sum + line.quantity, 0);
  const houses = order.vendorOrders.map((part) => part.vendor?.name ?? "a house that has closed");
  slot.link.href = `/orders/${order.id}/`;
  slot.number.textContent = `Order ${order.number}`;
  slot.state.textContent = STATES[order.state];
  Object.assign(slot.when, { dateTime: order.placedAt, textContent: day.format(new Date(order.placedAt)) });
  slot.houses.textContent = `${units} ${units === 1 ? "piece" : "pieces"} from ${houses.join(", ")}`;
  slot.total.textContent = written(order.total);
  const shown = lines.filter((line) => line.imageUrl).slice(0, MOST_PICTURES);
  slot.pictures.append(...shown.map((line) => {
    const image = element("img");
    setPicture(image, { url: line.imageUrl, alt: "", width: 56, height: 70 });
    return image;
  }));
  return node;
}

function newsNode(notice) {
  const { node, slot } = copy("notice");
  node.dataset.notice = notice.id;
  node.dataset.unread = String(!notice.readAt);
  slot.words.textContent = NEWS[notice.kind];
  const about = notice.order ? [`/orders/${notice.order.id}/`, `Order ${notice.order.number}`] : notice.product && [`/p/${notice.product.slug}/`, notice.product.title];
  show(slot.about, Boolean(about));
  if (about) [slot.about.href, slot.about.textContent] = about;
  Object.assign(slot.when, { dateTime: notice.createdAt, textContent: moment.format(new Date(notice.createdAt)) });
  slot.fresh.hidden = Boolean(notice.readAt);
  return node;
}

function add(list, { nodes, pageInfo }, made) {
  const added = nodes.map(made);
  at(list).append(...added);
  after[list] = pageInfo.endCursor;
  show(at(`more-${list}`), pageInfo.hasNextPage);
  show(at(`no-${list}`), !at(list).children.length);
  return added;
}

function showUnread(unread) {
  countNews(unread);
  show(at("read-all"), unread > 0);
}

function render({ viewer, orders, notifications, unreadNotificationCount: unread }) {
  at("title").textContent = viewer.fullName || viewer.email;
  at("since").textContent = `${viewer.email} · here since ${day.format(new Date(viewer.joinedAt))}`;
  for (const list of ["orders", "news"]) at(list).replaceChildren();
  add("orders", orders, orderNode);
  add("news", notifications, newsNode);
  showUnread(unread);
  show(at("wait"), false);
  show(at("account"));
}

/** Read all of it; of two answers under way the one that was asked for last is shown. */
async function read() {
  reads += 1;
  const turn = reads;
  const all = await ask("Account");
  if (turn === reads) render(all);
}

/** Something came in, or the connection missed what did. */
async function heard({ notificationAdded: { notification } }) {
  // An order changed with it, and the counts: all of it is read once more, from where it is kept.
  await read();
  if (notification) announce(`News: ${NEWS[notification.kind]}`);
}

function more(list, operation, field, made) {
  at(`more-${list}`).addEventListener("click", async () => {
    try {
      const [first] = add(list, (await ask(operation, { after: after[list] }))[field], made);
      calm();
      first?.querySelector("a")?.focus({ preventScroll: true });
    } catch (error) {
      complain(error);
    }
  });
}

more("orders", "Orders", "orders", orderNode);
more("news", "Notifications", "notifications", newsNode);

at("read-all").addEventListener("click", async () => {
  try {
    await change("NotificationsMarkRead");
    await read();
    announce("All read.");
    at("news-title").focus();
  } catch (error) {
    complain(error);
  }
});

at("logout").addEventListener("click", async () => {
  // Whoever wants to be gone is gone here, whether or not the shop answers.
  await change("Logout").catch(() => {});
  leave();
  location.assign("/");
});

const toLogin = () => location.replace("/login/");

if (isCustomer()) {
  try {
    await read();
    // After a number that is none: it says at once to look again, so nothing is missed between reading and hearing.
    follow("NotificationAdded", { after: "0" }, {
      heard: (data) => heard(data).catch(complain),
      live: (isLive) => show(at("live"), isLive),
    });
  } catch (error) {
    if (isCustomer()) complain(error);
    else toLogin();
  }
} else toLogin();
