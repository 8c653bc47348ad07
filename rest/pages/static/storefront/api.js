// The public GraphQL API: requests, the guest's token, and subscriptions (graphql-transport-ws).

const GUEST = "fashionistar.guest";
const CURRENCY = document.body.dataset.currency;

export class Refused extends Error {
  constructor(errors) {
    super(errors.map((error) => error.message).join(" "));
    this.errors = errors;
  }
}

export function token() {
  return localStorage.getItem(GUEST);
}

function headers() {
  const said = { "content-type": "application/json", "x-currency": CURRENCY };
  if (token()) said.authorization = `Bearer ${token()}`;
  return said;
}

/** Send one operation and give its data. Throws Refused, or Error where nothing answered. */
export async function ask(query, variables = {}, { signal } = {}) {
  const response = await fetch("/graphql", { method: "POST", headers: headers(), body: JSON.stringify({ query, variables }), signal });
  if (response.status === 401 && token()) {
    // The token has run out: its cart is gone with it, a new guest begins.
    localStorage.removeItem(GUEST);
    return ask(query, variables, { signal });
  }
  const body = await response.json();
  if (body.errors?.length) throw new Refused(body.errors);
  return body.data;
}

/** Send a mutation of one field and give its payload. Throws Refused with what was expected to go wrong. */
export async function change(query, input) {
  const [payload] = Object.values(await ask(query, { input }));
  if (payload.errors.length) throw Object.assign(new Refused(payload.errors), { payload });
  return payload;
}

/** Make sure that there is somebody whose cart it can be. */
export async function beSomebody() {
  if (token()) return;
  const { guestTokenCreate } = await ask("mutation { guestTokenCreate { token errors { message } } }");
  if (!guestTokenCreate.token) throw new Refused(guestTokenCreate.errors);
  localStorage.setItem(GUEST, guestTokenCreate.token);
}

/** Follow a subscription for as long as the page lives; comes back by itself after a lost connection. */
export function follow(query, variables, { heard, live = () => {} }) {
  let pause = 500;
  const open = () => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws");
    const send = (message) => socket.send(JSON.stringify(message));
    socket.addEventListener("open", () => send({ type: "connection_init", payload: token() ? { authorization: `Bearer ${token()}` } : {} }));
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "connection_ack") {
        pause = 500;
        send({ id: "1", type: "subscribe", payload: { query, variables } });
        live(true);
      } else if (message.type === "next" && message.payload.data) heard(message.payload.data);
      else if (message.type === "ping") send({ type: "pong" });
      else if (message.type === "error") socket.close();
    });
    socket.addEventListener("close", () => {
      live(false);
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

export const MONEY = "{ minor currency exponent }";
