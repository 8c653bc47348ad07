"""A shopper in a real browser, from the list to the paid order."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Route, WebSocketRoute, expect

from config.demo.accounts import PASSWORD
from schema.trusted import OPERATIONS
from tests.storefront.conftest import Visit, elsewhere
from tests.storefront.steps import ADDRESS, fill_address, put_into_cart

pytestmark = pytest.mark.xdist_group("storefront")


@contextmanager
def _staff(url: str) -> Iterator[httpx.Client]:
    """Somebody of the staff, at the staff's own door."""
    login = (OPERATIONS / "StorefrontLogin.graphql").read_text()
    account = {"email": "admin@staff.fashionistar.example", "password": PASSWORD}
    with httpx.Client(base_url=url, timeout=60) as http:
        answer = http.post("/graphql", json={"query": login, "variables": {"input": account}}).json()
        http.headers["authorization"] = f"Bearer {answer['data']['login']['tokens']['accessToken']}"
        yield http


def _count_none(url: str, *, variant: str) -> None:
    """Let staff count that nothing is left of a variant."""
    with _staff(url) as http:
        number = urlsafe_b64decode(variant + "==").decode().partition(":")[2]
        for level in http.get("/staff/stock/", params={"variant": number}).json()["results"]:
            count = {
                "variant_id": number,
                "location_id": level["location"]["id"],
                "on_hand": level["reserved"],
                "reason": "a test counted",
            }
            assert http.post("/staff/stock/correct/", json=count).is_success


@contextmanager
def _pinned(url: str, *, product: str) -> Iterator[None]:
    """Have staff put a product before all others, for as long as this takes."""
    with _staff(url) as http:
        number = urlsafe_b64decode(product + "==").decode().partition(":")[2]
        made = http.post("/staff/boosts/", json={"kind": "pin", "product_id": number})
        assert made.is_success, made.text
        yield
        headers = {"if-match": made.headers["etag"]}
        assert http.delete(f"/staff/boosts/{made.json()['id']}/", headers=headers).is_success


def test_runs_where_only_its_own_documents_may(url: str) -> None:
    answer = httpx.post(f"{url}/graphql", json={"query": "{ ping }"})

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "TRUSTED_DOCUMENT_REQUIRED"


def test_finds_chooses_pays_and_follows_an_order(anywhere: Visit) -> None:
    page = anywhere.page
    anywhere.go("/")

    page.locator("#q").press_sequentially("snekaers")
    expect(page.locator("#title")).to_have_text("“snekaers”")
    expect(page.locator("#grid .name").first).to_contain_text("Sneakers")
    assert page.url.endswith("?q=snekaers")
    page.keyboard.press("Escape")
    page.locator("#grid a").first.click()
    put_into_cart(page)
    expect(page.locator("#cart-count")).to_have_text("1")

    anywhere.go("/cart/")
    page.get_by_role("button", name="One more").click()
    expect(page.locator("#cart-count")).to_have_text("2")
    page.get_by_role("button", name="One less").click()
    expect(page.locator("#cart-count")).to_have_text("1")
    page.get_by_role("link", name="Check out").click()

    fill_address(page)
    pay = page.locator("#pay")
    page.locator("#card-poor").check()
    pay.click()
    expect(page.locator("#refused")).to_have_text("The payment was declined. Please try another card.")
    page.locator("#card-3ds").check()
    total = (pay.text_content() or "").removeprefix("Pay ")
    pay.click()

    page.wait_for_url("**/3ds/**")
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url("**/orders/**")
    expect(page.locator("#live")).to_be_visible()
    # The capture happens behind the doors; nothing but the subscription tells this page of it.
    expect(page.locator("#payment-state")).to_have_text(f"Paid {total}")
    expect(page.locator("#title")).to_have_text(re.compile("^Order FS-"))
    assert anywhere.complaints == []


def test_shows_what_happened_between_reading_an_order_and_hearing_of_it(visit: Visit) -> None:
    page = visit.page
    held_back: list[tuple[WebSocketRoute, str | bytes]] = []

    def hold_back_subscriptions(browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        browser.on_message(
            lambda said: held_back.append((server, said)) if '"subscribe"' in str(said) else server.send(said)
        )

    def answer_as_before_the_capture(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        if order := told["data"].get("order"):
            order["payment"]["state"] = "AUTHORIZED"
        route.fulfill(response=answer, json=told)

    visit.go("/?stock=1")
    page.locator("#grid a").first.click()
    put_into_cart(page)
    visit.go("/checkout/")
    fill_address(page)
    page.route_web_socket("**/graphql", hold_back_subscriptions)
    page.route("**/graphql", answer_as_before_the_capture)
    page.locator("#pay").click()
    page.wait_for_url("**/orders/**")
    expect(page.locator("#live")).to_be_visible()
    expect(page.locator("#payment-state")).to_have_text("Approved by your bank")
    elsewhere = page.context.new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator("#payment-state")).to_have_text(re.compile("^Paid "))

    for server, said in held_back:
        server.send(said)

    expect(page.locator("#payment-state")).to_have_text(re.compile("^Paid "))
    assert visit.complaints == []


def test_a_guest_may_ask_to_be_reminded_of_the_cart(visit: Visit) -> None:
    page = visit.page
    visit.go("/?q=sneakers")
    page.locator("#grid a").first.click()
    put_into_cart(page)
    visit.go("/checkout/")
    expect(page.locator("#remindMe")).not_to_be_checked()

    page.get_by_label("Write to me once if I leave this cart").check()
    fill_address(page)
    expect(page.locator("#delivery")).to_be_visible()
    visit.go("/checkout/")
    expect(page.locator("#remindMe")).to_be_checked()
    page.locator("#remindMe").uncheck()
    page.get_by_role("button", name="Use this address").click()
    expect(page.locator("#delivery-title")).to_be_focused()
    visit.go("/checkout/")

    expect(page.locator("#remindMe")).not_to_be_checked()
    assert visit.complaints == []


def test_says_what_is_wrong_with_an_address_beside_its_field(visit: Visit) -> None:
    page = visit.page
    visit.go("/")
    page.locator("#grid a").first.click()
    put_into_cart(page)
    visit.go("/checkout/")

    page.get_by_role("button", name="Use this address").click()

    expect(page.locator("#email")).to_be_focused()
    expect(page.locator("#email")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#email-fault")).to_have_text("Please fill this in.")
    for name, words in ADDRESS.items():
        page.fill(f"#{name}", words)
    page.fill("#phone", "12")
    page.get_by_role("button", name="Use this address").click()
    expect(page.locator("#phone")).to_be_focused()
    expect(page.locator("#phone-fault")).not_to_be_empty()
    expect(page.locator("#payment")).to_be_hidden()


def test_shows_a_choice_sell_out_while_somebody_looks_at_it(visit: Visit) -> None:
    page = visit.page
    visit.go("/?stock=1&sort=price_asc")
    page.locator("#grid a").first.click()
    choice = page.locator(".cell:not([data-stock=SOLD_OUT]) input").first
    choice.check()
    variant, name = str(choice.get_attribute("value")), str(choice.get_attribute("aria-label")).rsplit(",", 1)[0]

    _count_none(visit.url, variant=variant)

    expect(page.locator("#stock")).to_have_text(f"{name}: sold out.")
    expect(page.locator("#add")).to_be_disabled()
    cell = page.locator(f'.cell:has(input[value="{variant}"])')
    expect(cell).to_have_attribute("data-stock", "SOLD_OUT")
    expect(cell).to_be_visible()


def test_lists_without_scripts(visit: Visit) -> None:
    with elsewhere(visit, has_scripts=False) as context:
        page = context.new_page()
        page.goto(f"{visit.url}/?q=agbada&stock=1")

        assert page.locator("#grid .card").count() > 5
        assert "Agbádá" in page.locator("#grid .name").first.inner_text()


def test_narrows_the_list_by_price_stock_and_colour_at_once(visit: Visit) -> None:
    page = visit.page
    visit.go("/?category=women")
    everything = int(page.locator("#total").inner_text())

    page.locator("#stock").check()
    page.fill("#low", "150000")
    page.fill("#high", "200000")
    # The choices are drawn anew with every answer.
    page.wait_for_url(re.compile(r"low=150000.*high=200000"))
    visit.settle()
    page.locator("[data-axis=colour] input").first.check()
    page.wait_for_url(re.compile(r"low=150000.*colour="))
    visit.settle()

    assert 0 < int(page.locator("#total").inner_text()) < everything
    prices = [int(re.sub(r"\D", "", text)) for text in page.locator("#grid [data-slot=price]").all_inner_texts()]
    assert all(150_000 <= price <= 200_000 for price in prices)
    [counted] = page.locator("[data-axis=colour] .chip:has(:checked) .soft").all_inner_texts()
    assert counted == page.locator("#total").inner_text()
    assert visit.complaints == []


def test_lists_as_staff_put_it_until_somebody_sorts(visit: Visit) -> None:
    page = visit.page
    visit.go("/?category=men&sort=price_desc")
    dearest = str(page.locator("#grid a").first.get_attribute("href"))
    key = str(page.locator("#grid .wish").first.get_attribute("data-product"))

    with _pinned(visit.url, product=key):
        visit.go("/?category=men")
        expect(page.locator("#sort")).to_have_value("featured")
        expect(page.locator("#grid a").first).to_have_attribute("href", dearest)
        page.locator("#sort").select_option("Price, low to high")
        page.wait_for_url("**/?category=men&sort=price_asc")
        expect(page.locator("#grid a").first).not_to_have_attribute("href", dearest)
        page.reload()
        expect(page.locator("#sort")).to_have_value("price_asc")
        prices = [int(re.sub(r"\D", "", text)) for text in page.locator("#grid [data-slot=price]").all_inner_texts()]
        page.locator("#sort").select_option("Featured")
        page.wait_for_url("**/?category=men")

    assert prices == sorted(prices)
    assert visit.complaints == []
