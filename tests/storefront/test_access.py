"""The storefront by keyboard, for screen readers, and under its strict policy."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.storefront.conftest import Visit
from tests.storefront.steps import FAULTS, NARROW, PALE, press_until

pytestmark = pytest.mark.xdist_group("storefront")
PAGES = (
    "/",
    "/?q=kaftan",
    "/?category=women/women-dresses",
    "/cart/",
    "/checkout/",
    "/checkout/return/",
    "/orders/x/",
    "/login/",
    "/register/",
    "/reset-password#token=x",
    "/wishlist/",
    "/wishlist/never-shared/",
)


def test_every_page_is_named_labelled_and_within_the_policy(anywhere: Visit) -> None:
    page = anywhere.page
    anywhere.go("/")
    piece = str(page.locator("#grid a").first.get_attribute("href"))

    found = {}
    for path in (*PAGES, piece):
        anywhere.go(path)
        found[path] = page.evaluate(FAULTS)

    assert {path: faults for path, faults in found.items() if faults} == {}
    assert anywhere.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(visit: Visit, scheme: Literal["light", "dark"]) -> None:
    page = visit.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    found = {}
    for path in (*PAGES, "/p/oluwa-toyin-adire-kimono-dress/"):
        visit.go(path)
        found[path] = page.evaluate(PALE)

    assert {path: pale for path, pale in found.items() if pale} == {}


def test_every_target_on_a_phone_is_as_wide_as_a_thumb(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})

    found = {}
    for path in (*PAGES, "/p/oluwa-toyin-adire-kimono-dress/"):
        visit.go(path)
        if page.locator("#sieve-fold").count():
            page.locator("#sieve-fold > summary").click()
        found[path] = page.evaluate(NARROW)

    assert {path: narrow for path, narrow in found.items() if narrow} == {}


@pytest.mark.parametrize("path", ["/?category=women&with.material=silk", "/p/sanaa-linen-kimono-dress/", "/login/"])
def test_fits_a_window_that_is_magnified_twice(visit: Visit, path: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": 640, "height": 450})
    page.emulate_media(reduced_motion="reduce")

    visit.go(path)

    assert page.evaluate(FAULTS) == []
    moving = page.evaluate("() => document.getAnimations().filter((each) => each.playState === 'running').length")
    assert moving == 0


def test_fills_the_cart_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    visit.go("/?q=kaftan&stock=1")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    press_until(page, ".card-link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/**")
    visit.settle()
    expect(page.locator(".cell:not([data-stock=SOLD_OUT]) input").first).to_be_attached()
    press_until(page, ".cell input")
    page.keyboard.press("Space")
    while not page.locator("#add").is_enabled():
        page.keyboard.press("ArrowRight")  # past what is sold out
    ring = page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle")
    press_until(page, "#add")
    page.keyboard.press("Enter")

    expect(page.locator("#added")).to_be_visible()
    assert ring == "solid"
    expect(page.locator("#cart-count")).to_have_text("1")


def test_chooses_a_suggestion_with_the_arrow_keys(visit: Visit) -> None:
    page = visit.page
    visit.go("/cart/")

    # At once: between letters that come slowly it would suggest again, and forget what was chosen.
    page.locator("#q").fill("agba")
    expect(page.locator("#suggestions [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")

    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?category=*agbada")
    expect(page.locator("h1")).to_have_text("Agbádá")


def test_shows_a_piece_in_another_colour_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    visit.go("/?q=jacket")
    page.locator(".card:has(.dots li) .card-link").first.click()
    page.wait_for_url("**/p/**")
    visit.settle()
    last = page.locator(".swatch").last
    code = last.get_attribute("data-colour")

    last.focus()
    page.keyboard.press("Enter")

    expect(last).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#announcer")).to_have_text(f"Pictures of {last.inner_text().strip()}.")
    expect(page.locator(".gallery-small button[aria-pressed=true]")).to_have_attribute("data-colour", code or "")
    shown = page.locator(".gallery-small li:visible button").evaluate_all("all => all.map(each => each.dataset.colour)")
    assert set(shown) <= {code, ""}


def test_answers_strange_addresses_with_pages(visit: Visit) -> None:
    page = visit.page
    for path, status in (
        ("/p/nothing-of-the-kind/", 404),
        ("/?category=nowhere", 404),
        ("/?after=forged", 200),
        ("/?low=99999999999999999999&sort=sideways&size=%F0%9F%91%97", 200),
        ("/?q=%3Cscript%3Ealert(1)%3C/script%3E", 200),
    ):
        answer = page.goto(visit.url + path)
        assert answer is not None
        assert (path, answer.status) == (path, status)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self' 'nonce-" in policy
        assert "unsafe" not in policy
        assert page.locator("h1").count() == 1


def test_takes_cookies_that_make_no_sense_for_none(visit: Visit) -> None:
    page = visit.page
    for name, value in (("country", "XX"), ("country", "%3Cb%3E"), ("language", "klingon"), ("language", "../fr")):
        page.context.clear_cookies()
        page.context.add_cookies([{"name": name, "value": value, "url": visit.url}])
        visit.go("/?q=kaftan")

        assert (value, page.locator("#place-open").inner_text().split()[-1]) == (value, "NGN")
        assert page.locator("#grid .name mark").first.inner_text() == "Kaftan"
    assert visit.complaints == []


def test_marks_and_prices_a_search_of_a_country_that_reads_english(visit: Visit) -> None:
    visit.page.context.add_cookies([{"name": "country", "value": "GB", "url": visit.url}])

    visit.go("/?q=kaftan")

    assert visit.page.locator("#grid [data-slot=price]").first.inner_text().removeprefix("from ").startswith("£")
    assert visit.page.locator("#grid .name mark").first.inner_text() == "Kaftan"
