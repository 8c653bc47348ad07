"""Somebody with an account: a guest's hearts come along to it, orders and news come to it, and it is left again."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from config.demo.accounts import PASSWORD as DEMO_PASSWORD
from config.supervisor.home import Home
from tests.storefront.conftest import Visit, elsewhere
from tests.storefront.steps import FAULTS, fill_address, log_in, mailed, press_until, put_into_cart, register

pytestmark = pytest.mark.xdist_group("storefront")
SHOPPER = "ama1@shopper.example"
BETTER = "the-very-best-horse"
_SHOPPER = "() => localStorage.getItem('fashionistar.account')"
_REFRESH_TOKEN = "() => JSON.parse(localStorage.getItem('fashionistar.account')).refreshToken"


def _let_run_out(page: Page) -> str:
    """Spoil the access token that is kept; the refresh token beside it."""
    kept: str = page.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem("fashionistar.account"));
          localStorage.setItem("fashionistar.account", JSON.stringify({ ...kept, accessToken: "run.out.then" }));
          return kept.refreshToken;
        }"""
    )
    return kept


def _wish(page: Page, *, place: int) -> str:
    heart = page.locator("#grid .wish").nth(place)
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    return str(heart.get_attribute("data-title"))


def test_registers_with_a_code_and_brings_the_guests_wishes_along(anywhere: Visit, home: Home) -> None:
    page = anywhere.page
    anywhere.go("/?category=women")
    titles = [_wish(page, place=0), _wish(page, place=2)]

    register(anywhere, home)
    faults = page.evaluate(FAULTS)
    page.get_by_role("link", name="Your wishlist").click()

    expect(page.locator("#wishes .name")).to_have_text(titles[::-1])
    expect(page.locator("#wishes .wish").first).to_have_attribute("aria-pressed", "true")
    assert (faults, page.evaluate(FAULTS)) == ([], [])
    assert anywhere.complaints == []


def test_orders_and_reads_of_it_in_an_account_that_is_open(anywhere: Visit, home: Home) -> None:
    page = anywhere.page
    register(anywhere, home)
    expect(page.locator("#no-orders")).to_be_visible()
    with page.context.expect_page() as opened:
        page.evaluate("() => open('/account/')")
    account = opened.value
    expect(account.locator("#live")).to_be_visible()

    anywhere.go("/?stock=1&category=men")
    page.locator("#grid a").first.click()
    put_into_cart(page)
    anywhere.go("/checkout/")
    fill_address(page)
    page.locator("#pay").click()
    page.wait_for_url("**/orders/**")
    number = page.locator("#title")
    expect(number).to_have_text(re.compile("^Order FS-"))

    # Nobody touched that window: the subscription brought order and news to it.
    expect(account.locator("#orders [data-slot=number]")).to_have_text(number.inner_text())
    expect(account.locator("#news .notice").last).to_contain_text("Your order is placed.")
    expect(account.locator("#news-count")).to_be_visible()
    assert account.evaluate(FAULTS) == []
    account.get_by_role("button", name="I have read all of it").click()
    expect(account.locator("#news-title")).to_be_focused()
    expect(account.locator("#news-count")).to_be_hidden()
    account.locator("#orders a").click()
    account.wait_for_url("**/orders/**")
    expect(account.locator("#title")).to_have_text(number.inner_text())
    assert anywhere.complaints == []


def test_comes_back_to_an_order_after_logging_in(visit: Visit) -> None:
    page = visit.page
    visit.go("/orders/T3JkZXI6MDE5YQ/")
    expect(page.locator("#title")).to_have_text("This order is not yours to see")
    page.get_by_role("link", name="Log in").click()
    page.fill("#email", SHOPPER)
    page.fill("#password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.url}/orders/T3JkZXI6MDE5YQ/")

    page.goto(f"{visit.url}/login/?next=//elsewhere.example/")

    page.wait_for_url("**/account/")
    assert page.url == f"{visit.url}/account/"


@pytest.mark.parametrize("address", ["/login/", "/register/"])
def test_takes_no_password_before_its_scripts_have_come(visit: Visit, address: str) -> None:
    with elsewhere(visit, has_scripts=False) as context:
        page = context.new_page()
        page.goto(visit.url + address)

        # The browser alone would send the form by GET, and leave the password in logs and histories.
        expect(page.locator("#password")).to_be_disabled()
        expect(page.locator("main form button").first).to_be_disabled()


def test_logs_in_again_by_keyboard_and_with_a_new_password(visit: Visit, home: Home) -> None:
    page = visit.page
    address = register(visit, home)
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(visit.url + "/")
    assert page.evaluate(_SHOPPER) is None
    visit.go("/account/")
    page.wait_for_url("**/login/")

    press_until(page, "#email")
    page.keyboard.type(address)
    page.keyboard.press("Tab")
    page.keyboard.type("not-the-horse")
    page.keyboard.press("Enter")
    expect(page.locator("#trouble, #password-fault").filter(has_text=re.compile("."))).to_be_visible()
    assert page.evaluate(_SHOPPER) is None

    page.locator(".forgotten summary").click()
    page.fill("#forgottenEmail", address)
    page.get_by_role("button", name="Send a link").click()
    expect(page.locator("#forgotten-sent")).to_be_visible()
    page.goto(mailed(home, to=address, pattern=r"(http\S+/reset-password#token=\S+)"))
    assert page.url == f"{visit.url}/reset-password"
    page.fill("#password", BETTER)
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("#done")).to_be_visible()
    log_in(visit, address=address, password=BETTER)
    page.wait_for_url("**/account/")
    expect(page.locator("#title")).to_have_text("Ada Obi")


def test_goes_on_with_a_token_that_has_run_out(visit: Visit, home: Home) -> None:
    page = visit.page
    register(visit, home)
    before = _let_run_out(page)

    # Both windows find it run out at once; a refresh token used twice would end the session.
    with page.context.expect_page() as opened:
        page.evaluate("() => { open('/account/'); location.reload(); }")

    for window in (page, opened.value):
        expect(window.locator("#live")).to_be_visible()
        expect(window.locator("#title")).to_have_text("Ada Obi")
    assert page.evaluate(_REFRESH_TOKEN) != before
    page.reload()
    expect(page.locator("#title")).to_have_text("Ada Obi")


def test_goes_on_where_the_next_tokens_were_lost_on_their_way(visit: Visit, home: Home) -> None:
    page = visit.page
    register(visit, home)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if "refreshToken" not in (route.request.post_data or "") or lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/graphql", lose)
    before = _let_run_out(page)
    with page.expect_event("requestfailed", lambda request: "refreshToken" in (request.post_data or "")):
        page.reload()

    page.reload()

    expect(page.locator("#title")).to_have_text("Ada Obi")
    assert lost == [200]
    assert page.evaluate(_REFRESH_TOKEN) != before


def test_shares_a_wishlist_by_a_link_and_ends_it(visit: Visit) -> None:
    page = visit.page
    visit.go("/?q=kaftan")
    title = _wish(page, place=1)
    visit.go("/wishlist/")

    page.fill("#share-name", "Ada")
    page.keyboard.press("Enter")
    expect(page.locator("#copy")).to_be_focused()
    link = page.locator("#share-link").input_value()
    with elsewhere(visit) as context:
        stranger = context.new_page()
        stranger.goto(link)
        expect(stranger.locator("#wishes .name")).to_have_text([title])
        expect(stranger.locator("#by")).to_have_text("Shared by Ada")
        expect(stranger.locator("#share")).to_have_count(0)
        page.get_by_role("button", name="Stop sharing").click()
        expect(page.locator("#share-begin")).to_be_focused()
        stranger.reload()
        expect(stranger.locator("#title")).to_have_text("This list is not shared any more")
        expect(stranger.locator("#wishes .card")).to_have_count(0)


def test_shows_prices_and_pieces_as_a_country_reads_them(anywhere: Visit) -> None:
    page = anywhere.page
    anywhere.go("/?category=women")

    page.locator("#place-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#country-choice")).to_be_focused()
    page.locator("#country-choice").select_option(label="France (EUR)")
    expect(page.locator("#language-choice")).to_have_value("fr")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("h1")).to_have_text("Femme")
    anywhere.settle()

    expect(page.locator("#grid [data-slot=price]").first).to_contain_text("€")
    title = page.locator("#grid .name").first
    expect(title).to_have_attribute("lang", "fr")
    written = title.inner_text()
    page.locator("#sort").select_option("Newest first")
    page.wait_for_url("**sort=newest*")
    page.locator("#sort").select_option("Featured")
    page.wait_for_url("**category=women")
    anywhere.settle()
    expect(page.locator("#grid .name").first).to_have_text(written)
    page.locator("#grid a").first.click()
    expect(page.locator("h1")).to_have_text(written)
    page.locator(".cell:not([data-stock=SOLD_OUT]) input").first.check()
    expect(page.locator("#price")).to_contain_text("€")
    put_into_cart(page)
    anywhere.go("/cart/")
    expect(page.locator(".grand dd")).to_contain_text("€")
    assert anywhere.complaints == []
