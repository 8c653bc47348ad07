// The country and the language of the shopper: markets as the API lists them, kept in cookies that the pages read too.
import { ask } from "./api.js";
import { at, complain } from "./page.js";

const { country, language } = document.body.dataset;
const dialog = at("place");
const countries = at("country-choice");
const languages = at("language-choice");
let markets = null;

function nameIn(type, code) {
  return new Intl.DisplayNames(["en"], { type }).of(code) ?? code;
}

/** A language in its own words, for those who look for it. */
function languageName(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}

function option(value, words) {
  return new Option(words, value);
}

function offerLanguages() {
  const market = markets.find((each) => each.countries.includes(countries.value));
  languages.replaceChildren(...(market?.languages ?? ["en"]).map((tag) => option(tag, languageName(tag))));
  if ([...languages.options].some((each) => each.value === language) && countries.value === country) languages.value = language;
}

function offerCountries() {
  const named = markets.flatMap((market) => market.countries.map((code) => [code, `${nameIn("region", code)} (${market.currency})`]));
  named.sort(([, one], [, other]) => one.localeCompare(other));
  countries.replaceChildren(...(country ? [] : [option("", "Not said")]), ...named.map(([code, words]) => option(code, words)));
  countries.value = country;
  offerLanguages();
}

function keep(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

at("place-open").addEventListener("click", async () => {
  try {
    if (!markets) ({ markets } = await ask("Markets"));
    offerCountries();
    dialog.showModal();
  } catch (error) {
    complain(error);
  }
});
countries.addEventListener("change", offerLanguages);
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  keep("country", countries.value);
  keep("language", languages.value);
  // Price bounds were meant in the other currency, a cursor belongs to it.
  const address = new URL(location.href);
  for (const name of ["low", "high", "after"]) address.searchParams.delete(name);
  location.assign(address);
});
