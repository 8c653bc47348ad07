// The public GraphQL API: trusted documents by their names, and subscriptions (graphql-transport-ws).
import { ACCEPT, bodiesOf, isInParts, merge } from "./parts.js";
import { alone, bearer, forgetGuest, keepAccount, keepGuest, leave, renewal } from "./session.js";

const HASHES = JSON.parse(document.getElementById("documents").textContent);
const { country, language, currency } = document.body.dataset;
// For `@inContext`; documents that don't ask in a place leave it aside.
const PLACE = { country: country || null, language: language || null };

export class Refused extends Error {
  constructor(errors) {
    super(errors.map((error) => error.message).join(" "));
    this.errors = errors;
  }

  is(code) {
    return this.errors.some((error) => (error.code ?? error.extensions?.code) === code);
  }
}

function request(name, variables) {
  return { documentId: `sha256:${HASHES[name]}`, variables };
}

/** An operation with the file for its variable `file`, as GraphQL multipart requests have it. */
function inForm(operations, file) {
  const form = new FormData();
  form.append("operations", operations);
  form.append("map", JSON.stringify({ 0: ["variables.file"] }));
  form.append("0", file);
  return form;
}

function post(name, variables, { token, signal, file, accept = "application/json" } = {}) {
  const headers = { accept, "x-currency": currency };
  if (!file) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const operation = JSON.stringify(request(name, { ...PLACE, ...variables, ...(file ? { file: null } : {}) }));
  return fetch("/graphql", { method: "POST", headers, body: file ? inForm(operation, file) : operation, signal });
}

/** Get a token in place of one that has run out. Whose session is over is a stranger again; a guest's cart is gone. */
function renew(used) {
  return alone(async () => {
    if (bearer() !== used) return; // Another window was here first.
    if (!renewal()) return forgetGuest();
    const { data } = await (await post("TokenRefresh", { input: renewal() })).json();
    if (data?.tokenRefresh.tokens) keepAccount(data.tokenRefresh.tokens);
    else if (data?.tokenRefresh.errors.some(({ code }) => code === "INVALID_TOKEN")) leave();
  });
}

async function send(name, variables, options) {
  const token = bearer();
  const response = await post(name, variables, { ...options, token });
  if (response.status !== 401 || !token) return response;
  await renew(token);
  return post(name, variables, { ...options, token: bearer() });
}

function dataOf(body) {
  if (body.errors?.length) throw new Refused(body.errors);
  return body.data;
}

/** Send an operation and give its data. Throws Refused, or Error where nothing answered. */
export async function ask(name, variables = {}, { signal, file } = {}) {
  return dataOf(await (await send(name, variables, { signal, file })).json());
}

/** Send a query that may be answered in parts: `heard(data, isWhole)` gets all that is there, again with each part. */
export async function askInParts(name, variables, heard) {
  const response = await send(name, variables, { accept: ACCEPT });
  if (!isInParts(response)) return heard(dataOf(await response.json()), true);
  let data = null;
  for await (const body of bodiesOf(response)) {
    if (data) merge(data, body);
    else data = dataOf(body);
    heard(data, !body.hasNext);
  }
}

/** Send a mutation of one field and give its payload. Throws Refused with what was expected to go wrong. */
export async function change(name, variables, options) {
  const [payload] = Object.values(await ask(name, variables, options));
  if (payload.errors.length) throw Object.assign(new Refused(payload.errors), { payload });
  return payload;
}

/** Make sure that there is somebody whose cart or wish it can be. */
export async function beSomebody() {
  if (!bearer()) keepGuest((await change("GuestTokenCreate")).token);
}

/** Follow a subscription for as long as the page lives; comes back by itself after a lost connection. */
export function follow(name, variables, { heard, live = () => {} }) {
  let pause = 500;
  const open = () => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws");
    const send = (message) => socket.send(JSON.stringify(message));
    const token = bearer();
    socket.addEventListener("open", () => send({ type: "connection_init", payload: token ? { authorization: `Bearer ${token}` } : {} }));
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "connection_ack") {
        pause = 500;
        send({ id: "1", type: "subscribe", payload: request(name, { ...PLACE, ...variables }) });
        live(true);
      } else if (message.type === "next" && message.payload.data) heard(message.payload.data);
      else if (message.type === "ping") send({ type: "pong" });
      else if (message.type === "error") socket.close();
    });
    socket.addEventListener("close", async ({ code }) => {
      live(false);
      // 4403: the token has run out.
      if (code === 4403 && token) await renew(token).catch(() => {});
      setTimeout(open, pause);
      pause = Math.min(pause * 2, 30_000);
    });
    addEventListener("pagehide", () => socket.close(), { once: true });
  };
  open();
}

/** An amount as the server's pages write it too: ₦155,000 or €87.50. */
export function written({ minor, currency, exponent }) {
  const options = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
  const digits = minor % 10 ** exponent === 0 ? 0 : exponent;
  return new Intl.NumberFormat("en", { ...options, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 10 ** exponent);
}
