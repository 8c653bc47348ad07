// Where somebody is logged in, and ending it elsewhere.
import { ask, change } from "./api.js";
import { drawFactor } from "./factor.js";
import { afterYes, asOneself } from "./own.js";
import { announce, at, calm, complain, copy, show } from "./page.js";

// What devices call themselves, the more particular first: each browser also claims to be those it came from.
const BROWSERS = { "Edg/": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari" };
const SYSTEMS = { iPhone: "iPhone", iPad: "iPad", Android: "Android", Windows: "Windows", "Mac OS": "Mac", Linux: "Linux" };
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
let after = null;

function deviceOf(agent) {
  const known = (table) => Object.entries(table).find(([mark]) => agent.includes(mark))?.[1];
  return [known(BROWSERS), known(SYSTEMS)].filter(Boolean).join(" on ") || agent.slice(0, 60) || "An unknown device";
}

function time(slot, at) {
  Object.assign(slot, { dateTime: at, textContent: moment.format(new Date(at)) });
}

function sessionNode({ id, userAgent, network, createdAt, lastSeenAt, isCurrent }) {
  const { node, slot } = copy("session");
  slot.device.textContent = deviceOf(userAgent);
  slot.device.title = userAgent;
  slot.network.textContent = network ? `from ${network}` : "";
  time(slot.since, createdAt);
  time(slot.seen, lastSeenAt);
  show(slot.current, isCurrent);
  show(slot.end, !isCurrent);
  slot.end.setAttribute("aria-label", `Log out: ${slot.device.textContent}, since ${slot.since.textContent}`);
  slot.end.addEventListener("click", () => end(id).catch(complain));
  return node;
}

function addSessions({ nodes, pageInfo }) {
  at("sessions").append(...nodes.map(sessionNode));
  after = pageInfo.endCursor;
  show(at("more-sessions"), pageInfo.hasNextPage);
  show(at("end-others"), at("sessions").children.length > 1 || pageInfo.hasNextPage);
}

async function read() {
  const { viewer } = await ask("Security");
  at("sessions").replaceChildren();
  addSessions(viewer.sessions);
  drawFactor(viewer, read);
}

async function done(words) {
  await read();
  calm();
  announce(words);
  at("sessions-title").focus();
}

async function end(id) {
  await change("SessionRevoke", { input: { id } });
  await done("Logged out there.");
}

async function endOthers() {
  const { revoked } = await change("SessionsRevokeOthers");
  await done(`Logged out in ${revoked} ${revoked === 1 ? "other place" : "other places"}.`);
}

at("end-others").addEventListener("click", () => afterYes(at("sure"), endOthers));
at("more-sessions").addEventListener("click", async () => {
  try {
    addSessions((await ask("Security", { after })).viewer.sessions);
  } catch (error) {
    complain(error);
  }
});
asOneself("safety", read);
