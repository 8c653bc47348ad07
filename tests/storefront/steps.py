"""What shoppers do in several tests, and what no page may have."""

import email
import email.policy
import re
import secrets

from playwright.sync_api import Page, expect

from config.embedded.processes import wait_until
from config.supervisor.home import Home
from tests.storefront.conftest import Visit

PASSWORD = "an-even-better-horse"
ADDRESS = {
    "email": "adaeze@shopper.example",
    "fullName": "Adaeze Okafor",
    "line1": "14 Broad Street",
    "city": "Lagos",
    "region": "Lagos",
    "postcode": "101001",
    "phone": "+2348031234567",
}
# What a person with a screen reader stumbles over, found by hand: each line names the element.
FAULTS = """() => {
  const faults = [];
  const say = (words, element) => faults.push(`${words}: ${element.outerHTML.slice(0, 120)}`);
  const seen = (element) => element.checkVisibility();
  if (document.querySelectorAll("h1").length !== 1) faults.push(`${document.querySelectorAll("h1").length} h1`);
  for (const landmark of ["header", "main", "footer"]) {
    if (document.querySelectorAll(landmark).length !== 1) faults.push(`no one ${landmark}`);
  }
  for (const image of document.images) if (!image.hasAttribute("alt")) say("no alt", image);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels.length && !field.getAttribute("aria-label")) say("no label", field);
  }
  for (const link of document.querySelectorAll("a, button")) {
    const words = link.textContent.trim() || link.getAttribute("aria-label") || link.querySelector("img")?.alt;
    if (seen(link) && !words && !link.ariaHidden) say("no name", link);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) faults.push(`twice: #${id}`);
  for (const element of document.querySelectorAll("[style], [onclick]")) say("inline", element);
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the window");
  if (!document.documentElement.lang) faults.push("no language");
  return faults;
}"""


# Words that are too pale for WCAG AA: 4.5 to 1, or 3 to 1 for large ones. What can't be used at the moment is exempt.
PALE = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
  const behind = (element) => {
    const colour = parts(getComputedStyle(element).backgroundColor);
    return colour[3] === 0 && element.parentElement ? behind(element.parentElement) : colour;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pale = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const isExempt = element.closest(".unseen, .cell:has(:disabled), script, template, option, :disabled");
    if (!walker.currentNode.data.trim() || isExempt || !element.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const [one, other] = [luminance(parts(color)), luminance(behind(element))].sort((a, b) => b - a);
    const isLarge = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && fontWeight >= 700);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < (isLarge ? 3 : 4.5)) pale.add(`${contrast.toFixed(2)}: ${element.outerHTML.slice(0, 90)}`);
  }
  return [...pale];
}"""


# Targets that a thumb misses, of less than 44 pixels; a link within a sentence may be as high as its words.
NARROW = """() => {
  const all = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")];
  const room = (element) => (element.closest(".cell, .star, .chip, .tick, .way") ?? element).getBoundingClientRect();
  return all
    .filter((element) => element.checkVisibility() && !element.closest(".unseen, .skip, p:not(.more, .sieve-do)"))
    .map((element) => [element, room(element)])
    .filter(([, { width, height }]) => width < 43.5 || height < 43.5)
    .map(([{ outerHTML }, { width, height }]) => `${width} x ${height}: ${outerHTML.slice(0, 90)}`);
}"""


def press_until(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus. Fails where the keyboard does not reach it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def register(visit: Visit, home: Home) -> str:
    """Make an account with a new address, which is given, and be logged in to it."""
    page, address = visit.page, f"ada.{secrets.token_hex(4)}@shopper.example"
    visit.go("/register/")
    page.fill("#fullName", "Ada Obi")
    page.fill("#email", address)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("#code")).to_be_focused()
    page.fill("#code", mailed(home, to=address, pattern=r"\b(\d{6})\b"))
    page.get_by_role("button", name="Prove it is mine").click()
    page.wait_for_url("**/account/")
    expect(page.locator("#title")).to_have_text("Ada Obi")
    return address


def log_in(visit: Visit, *, address: str, password: str) -> None:
    """Send the log-in form."""
    visit.go("/login/")
    visit.page.fill("#email", address)
    visit.page.fill("#password", password)
    visit.page.keyboard.press("Enter")


def buy(visit: Visit, path: str) -> None:
    """Buy the first choice of a piece, and wait until it is paid."""
    visit.go(path)
    put_into_cart(visit.page)
    visit.go("/checkout/")
    fill_address(visit.page)
    visit.page.locator("#pay").click()
    visit.page.wait_for_url("**/orders/**")
    expect(visit.page.locator("#payment-state")).to_have_text(re.compile("^Paid "))


def put_into_cart(page: Page) -> None:
    """Take the first choice there is."""
    page.locator(".cell:not([data-stock=SOLD_OUT]) input").first.check()
    page.locator("#add").click()
    expect(page.locator("#added")).to_be_visible()


def fill_address(page: Page) -> None:
    """Say where it goes, and have it sent in the first way."""
    for name, words in ADDRESS.items():
        page.fill(f"#{name}", words)
    page.get_by_role("button", name="Use this address").click()
    expect(page.locator("#payment")).to_be_visible()


def mailed(home: Home, *, to: str, pattern: str) -> str:
    """What a pattern finds in the mails to somebody; waits for the mail."""
    found: list[str] = []

    def look() -> bool:
        found.extend(re.findall(pattern, "\n".join(_mails(home, to=to))))
        return bool(found)

    wait_until(look, seconds=120)
    return found[-1]


def _mails(home: Home, *, to: str) -> list[str]:
    # The file backend separates the mails of one connection by a line of dashes.
    raws = [raw for path in (home.var / "mail").glob("*") for raw in re.split(rb"\n-{70,}\n", path.read_bytes())]
    mails = [email.message_from_bytes(raw.lstrip(), policy=email.policy.default) for raw in raws]
    parts = [mail.get_body(("plain",)) for mail in mails if to in str(mail["To"] or "")]
    return [str(part.get_content()) for part in parts if part]
