"""To be told when a sold-out size is back, and when a price drops: customers at once, others by a link."""

import re

import pytest
from playwright.sync_api import Page, expect

from config.supervisor.home import Home
from tests.storefront.conftest import DESK, Visit
from tests.storefront.steps import FAULTS, NARROW, PALE, mailed, press_until, register

pytestmark = pytest.mark.xdist_group("storefront")
# One of its four sizes is sold out.
PIECE = "/p/lamu-midi-adire-wrap-dress/"
SOLD_OUT = ".cell[data-stock=SOLD_OUT] input"


def _choose_sold_out(visit: Visit) -> Page:
    visit.go(PIECE)
    visit.page.locator(SOLD_OUT).first.check()
    expect(visit.page.locator("#add")).to_be_disabled()
    return visit.page


def _clean(page: Page) -> bool:
    # A mouse hits what a thumb misses.
    is_phone = page.viewport_size is not None and page.viewport_size["width"] < DESK[0]
    faults = [page.evaluate(FAULTS), page.evaluate(PALE), page.evaluate(NARROW) if is_phone else []]
    return faults == [[], [], []]


def test_a_stranger_is_told_by_a_link_that_was_mailed(anywhere: Visit, home: Home) -> None:
    page = _choose_sold_out(anywhere)
    address = f"kofi.{'phone' if page.viewport_size == {'width': 360, 'height': 780} else 'desk'}@shopper.example"

    page.locator("#tell-stock").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#email-fault")).to_have_text("Please fill this in.")
    page.keyboard.type("kofi")
    page.keyboard.press("Enter")
    expect(page.locator("#email-fault")).to_have_text("Please enter a valid email address.")
    assert (page.evaluate(FAULTS), page.evaluate(PALE)) == ([], [])
    page.fill("#email", address)
    page.keyboard.press("Enter")

    expect(page.locator("#told-so")).to_have_text(
        f"A letter is on its way to {address}. Press its link, and we tell you once."
    )
    page.goto(mailed(home, to=address, pattern=r"(http\S+/alerts/\S+)"))
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.locator("h1")).to_have_text("We will tell you.")
    assert anywhere.complaints == []


def test_a_customer_waits_and_no_longer_waits(visit: Visit, home: Home) -> None:
    register(visit, home)
    page = _choose_sold_out(visit)

    page.get_by_role("button", name="Tell me when it is back").click()
    expect(page.locator("#told-so")).to_have_text("We will tell you, once.")
    page.get_by_role("button", name="Tell me when the price drops").click()
    expect(page.locator("#tell-price")).to_have_text("No need to tell me when the price drops")
    page = _choose_sold_out(visit)
    expect(page.locator("#tell-price")).to_have_text("No need to tell me when the price drops")
    # It was asked of that size; another one is another wish.
    page.locator(".cell:not([data-stock=SOLD_OUT]) input").first.check()
    expect(page.locator("#tell-price")).to_have_text("Tell me when the price drops")
    expect(page.locator("#tell-stock")).to_be_hidden()
    page.locator(SOLD_OUT).first.check()
    page.get_by_role("button", name="No need to tell me when it is back").click()

    expect(page.locator("#told-so")).to_have_text("We will not tell you.")
    expect(page.locator("#tell-stock")).to_be_focused()
    page = _choose_sold_out(visit)
    expect(page.locator("#tell-price")).to_have_text("No need to tell me when the price drops")
    expect(page.locator("#tell-stock")).to_have_text("Tell me when it is back")
    assert visit.complaints == []


def test_shows_what_one_waits_for_and_takes_it_back(anywhere: Visit, home: Home) -> None:
    register(anywhere, home)
    page = _choose_sold_out(anywhere)
    page.get_by_role("button", name="Tell me when it is back").click()
    expect(page.locator("#told-so")).to_have_text("We will tell you, once.")
    page.get_by_role("button", name="Tell me when the price drops").click()
    expect(page.locator("#tell-price")).to_have_text("No need to tell me when the price drops")
    anywhere.go("/account/")
    page.get_by_role("link", name="Alerts").click()

    lines = page.locator("#alerts .line")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("To cost less than ₦")
    expect(lines.nth(1)).to_contain_text("To be back in stock.")
    expect(lines.nth(1).locator("[data-slot=about]")).to_contain_text(re.compile(r" · XL$"))
    expect(page.locator(".ways-own [aria-current]")).to_have_text("Alerts")
    assert lines.nth(0).locator("a.name").get_attribute("href") == PIECE
    assert _clean(page)
    press_until(page, "#alerts .line:first-child button")
    page.keyboard.press("Enter")
    expect(lines).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile(r"^Withdraw: .+ To be back in stock\.$"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#no-alerts")).to_be_visible()
    expect(page.locator("#title")).to_be_focused()

    page.reload()
    expect(page.locator("#no-alerts")).to_be_visible()
    assert _clean(page)
    _choose_sold_out(anywhere)
    expect(page.locator("#tell-stock")).to_have_text("Tell me when it is back")
    assert anywhere.complaints == []


def test_what_was_taken_back_in_another_window_is_gone_here_too(visit: Visit, home: Home) -> None:
    register(visit, home)
    page = _choose_sold_out(visit)
    page.get_by_role("button", name="Tell me when it is back").click()
    expect(page.locator("#told-so")).to_have_text("We will tell you, once.")
    visit.go("/account/alerts/")
    other = Visit(page.context.new_page(), visit.url)
    _choose_sold_out(other).get_by_role("button", name="No need to tell me when it is back").click()
    expect(other.page.locator("#told-so")).to_have_text("We will not tell you.")

    page.get_by_role("button", name="Withdraw").click()

    expect(page.locator("#no-alerts")).to_be_visible()
    expect(page.locator("#trouble")).to_be_hidden()
    assert visit.complaints == []
