// Who the shopper is here: nobody yet, a guest, or somebody with an account.
// Tokens travel in a header that only our scripts set, so no other site can use them, and no script but ours runs on
// these pages (see the policy). An access token lasts five minutes; a refresh token works once, and only for a day.
const GUEST = "fashionistar.guest";
const ACCOUNT = "fashionistar.account";

const account = () => JSON.parse(localStorage.getItem(ACCOUNT) ?? "null");

/** Random characters that nobody guesses, so that a request may be repeated and is done once. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const isCustomer = () => account() !== null;
export const guest = () => localStorage.getItem(GUEST);

/** What the next pair of tokens is asked for with; a call whose answer was lost is repeated with the same. */
export const renewal = () => account() && { refreshToken: account().refreshToken, idempotencyKey: account().key };

/** The token of this moment, or null for who has nothing here yet. */
export const bearer = () => account()?.accessToken ?? guest();

export function keepGuest(token) {
  localStorage.setItem(GUEST, token);
}

export function forgetGuest() {
  localStorage.removeItem(GUEST);
}

export function keepAccount({ accessToken, refreshToken }) {
  localStorage.setItem(ACCOUNT, JSON.stringify({ accessToken, refreshToken, key: newKey() }));
}

export function leave() {
  localStorage.removeItem(ACCOUNT);
}

/** Do what only one window may do at a time; a refresh token used twice ends the session. */
export function alone(work) {
  return navigator.locks ? navigator.locks.request(ACCOUNT, work) : work();
}
