"""Pages of one's own account: addresses, where one is logged in, a second factor, a copy of one's data, and leaving."""

import io
import re

import pyotp
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from config.demo.accounts import PASSWORD as DEMO_PASSWORD
from config.supervisor.home import Home
from tests.storefront.conftest import Visit, elsewhere
from tests.storefront.steps import ADDRESS, FAULTS, PALE, PASSWORD, log_in, mailed, put_into_cart, register

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("storefront")]


def _clean(page: Page) -> bool:
    return (page.evaluate(FAULTS), page.evaluate(PALE)) == ([], [])


def _fill(page: Page, **words: str) -> None:
    for name, value in (ADDRESS | words).items():
        if name != "email":
            page.fill(f"#{name}", value)


def test_keeps_an_address_book_with_one_that_is_offered_first(anywhere: Visit, home: Home) -> None:
    page = anywhere.page
    register(anywhere, home)
    page.get_by_role("link", name="Addresses").click()
    expect(page.locator("#no-places")).to_be_visible()

    page.get_by_role("button", name="New address").click()
    expect(page.locator("#fullName")).to_be_focused()
    _fill(page, phone="12")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#phone")).to_be_focused()
    expect(page.locator("#phone-fault")).not_to_be_empty()
    assert _clean(page)
    _fill(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#new")).to_be_focused()
    page.get_by_role("button", name="New address").click()
    _fill(page, line1="2 Marina Road")
    page.locator("#makeDefault").check()
    page.get_by_role("button", name="Keep it").click()

    first = page.locator("#places li").first
    expect(page.locator("#places li")).to_have_count(2)
    expect(first).to_contain_text("2 Marina Road")
    expect(first.locator(".tag")).to_be_visible()
    page.get_by_role("button", name="Offer it first: 14 Broad Street").click()
    expect(first).to_contain_text("14 Broad Street")
    page.get_by_role("button", name="Change: 2 Marina Road").click()
    page.fill("#line2", "Third floor")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#places li").last).to_contain_text("Third floor")
    assert _clean(page)
    page.get_by_role("button", name="Delete: 2 Marina Road").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("#places li")).to_have_count(1)
    assert anywhere.complaints == []


def test_offers_the_address_book_at_the_checkout(visit: Visit) -> None:
    page = visit.page
    log_in(visit, address="ama1@shopper.example", password=DEMO_PASSWORD)
    page.wait_for_url("**/account/")
    visit.go("/account/addresses/")
    [name] = page.locator("#places li:has(.tag:visible) [data-slot=name]").all_inner_texts()
    visit.go("/?stock=1&category=men")
    page.locator("#grid a").first.click()
    put_into_cart(page)

    visit.go("/checkout/")

    expect(page.locator("#fullName")).to_have_value(name)
    expect(page.locator("#email")).to_have_value("ama1@shopper.example")
    expect(page.locator("#from-book option:checked")).to_contain_text(name)
    visit.go("/cart/")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    assert visit.complaints == []


def test_ends_a_session_elsewhere_and_all_others(visit: Visit, home: Home) -> None:
    page = visit.page
    address = register(visit, home)
    others = [elsewhere(visit) for _ in range(2)]
    for context in others:
        log_in(Visit(context.new_page(), visit.url), address=address, password=PASSWORD)
        context.pages[0].wait_for_url("**/account/")

    page.get_by_role("link", name="Safety").click()
    sessions = page.locator("#sessions .session")
    expect(sessions).to_have_count(3)
    expect(sessions.get_by_text("this one")).to_have_count(3)
    expect(page.locator("#sessions .tag:visible")).to_have_count(1)
    assert _clean(page)
    sessions.nth(0).get_by_role("button").click()
    expect(sessions).to_have_count(2)
    expect(page.locator("#sessions-title")).to_be_focused()
    page.get_by_role("button", name="Log out everywhere else").click()
    page.get_by_role("button", name="Leave them").click()
    expect(sessions).to_have_count(2)
    page.get_by_role("button", name="Log out everywhere else").click()
    page.get_by_role("button", name="Log them out").click()
    expect(sessions).to_have_count(1)
    expect(page.locator("#end-others")).to_be_hidden()

    for context in others:
        context.pages[0].goto(f"{visit.url}/account/security/")
        context.pages[0].wait_for_url("**/login/**")
        context.close()
    assert visit.complaints == []


def _begin_factor(page: Page) -> str:
    page.get_by_role("button", name="Set it up").click()
    page.fill("#currentPassword", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_focused()
    return page.locator("#factor-secret").inner_text().replace(" ", "")


def _scanned(page: Page) -> list[str]:
    """What a phone reads that is held in front of the screen."""
    page.locator("#factor-picture").evaluate("image => image.decode()")
    image = Image.open(io.BytesIO(page.locator("#factor-picture").screenshot(caret="initial")))
    return [code.text for code in zxingcpp.read_barcodes(image)]


def _switch_on_factor(page: Page) -> list[str]:
    secret = _begin_factor(page)
    assert _clean(page)
    page.fill("#code", pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    expect(page.locator("#codes-title")).to_be_focused()
    return page.locator("#codes li").all_inner_texts()


def test_says_what_is_wrong_while_a_second_factor_is_set_up(visit: Visit, home: Home) -> None:
    page = visit.page
    register(visit, home)
    visit.go("/account/security/")
    page.get_by_role("button", name="Set it up").click()
    page.fill("#currentPassword", "not-the-horse")
    page.keyboard.press("Enter")
    expect(page.locator("#currentPassword-fault")).to_have_text("That is not your present password.")
    page.get_by_role("button", name="Leave it").click()

    _begin_factor(page)
    page.fill("#code", "000000")
    page.keyboard.press("Enter")

    expect(page.locator("#code-fault")).to_have_text("That code is wrong or no longer valid.")
    expect(page.locator("#code")).to_be_focused()
    link = str(page.locator("#factor-link").get_attribute("href"))
    assert link.startswith("otpauth://totp/")
    assert _scanned(page) == [link]
    assert _clean(page)
    page.reload()
    expect(page.locator("#factor-state")).to_have_text("off")
    expect(page.locator("#factor-secret")).to_have_text("")
    assert page.locator("#factor-picture").get_attribute("src") is None
    assert visit.complaints == []


def test_logs_in_with_a_second_factor_and_takes_it_away(anywhere: Visit, home: Home) -> None:
    page = anywhere.page
    address = register(anywhere, home)
    page.get_by_role("link", name="Safety").click()
    expect(page.locator("#factor-state")).to_have_text("off")
    codes = _switch_on_factor(page)
    assert (len(codes), _clean(page)) == (10, True)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.locator("#factor-state")).to_have_text("on")
    page.reload()
    expect(page.locator("#factor-state")).to_have_text("on")
    expect(page.locator("#codes li")).to_have_count(0)

    anywhere.go("/account/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(anywhere.url + "/")
    log_in(anywhere, address=address, password=PASSWORD)
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")

    anywhere.go("/account/security/")
    page.get_by_role("button", name="Take it away").click()
    page.fill("#removePassword", PASSWORD)
    page.fill("#removeCode", codes[0])
    page.keyboard.press("Enter")
    expect(page.locator("#removeCode-fault")).to_have_text("That code is wrong or no longer valid.")
    page.fill("#removeCode", codes[1])
    page.keyboard.press("Enter")
    expect(page.locator("#factor-state")).to_have_text("off")
    assert anywhere.complaints == []


def test_renews_recovery_codes_and_shows_them_once(anywhere: Visit, home: Home) -> None:
    page = anywhere.page
    register(anywhere, home)
    anywhere.go("/account/security/")
    expect(page.locator("#factor-renew")).to_be_hidden()
    old = _switch_on_factor(page)
    page.get_by_role("button", name="I have kept them").click()

    page.get_by_role("button", name="New recovery codes").click()
    expect(page.locator("#renewCode")).to_be_focused()
    page.keyboard.type("AAAA-BBBB-CCCC-DDDD")
    page.keyboard.press("Enter")
    expect(page.locator("#renewCode-fault")).to_have_text("That code is wrong or no longer valid.")
    assert _clean(page)
    page.fill("#renewCode", old[0])
    page.keyboard.press("Enter")
    expect(page.locator("#codes-title")).to_be_focused()
    codes = page.locator("#codes li").all_inner_texts()
    assert (len(codes), set(codes) & set(old), _clean(page)) == (10, set(), True)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.locator("#codes li")).to_have_count(0)

    page.get_by_role("button", name="New recovery codes").click()
    page.fill("#renewCode", old[1])
    page.keyboard.press("Enter")
    expect(page.locator("#renewCode-fault")).not_to_be_empty()
    page.fill("#renewCode", codes[0])
    page.keyboard.press("Enter")
    expect(page.locator("#codes-title")).to_be_focused()
    assert anywhere.complaints == []


def test_asks_for_a_copy_and_leaves_for_good(anywhere: Visit, home: Home) -> None:
    page = anywhere.page
    address = register(anywhere, home)
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("button", name="Ask for a copy").click()
    expect(page.locator("#exports li")).to_contain_text("Ready: its link is in our mail to you")
    page.get_by_role("button", name="Ask for a copy").click()
    expect(page.locator("#copy-problem")).not_to_be_empty()
    assert _clean(page)
    assert "/api/exports/file?token=" in mailed(home, to=address, pattern=r"(http\S+/exports/\S+)")

    page.fill("#confirmEmail", "somebody@else.example")
    page.fill("#currentPassword", PASSWORD)
    page.get_by_role("button", name="Close my account").click()
    page.get_by_role("button", name="Stay").click()
    expect(page.locator("#data")).to_be_visible()
    page.get_by_role("button", name="Close my account").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("#confirmEmail-fault")).not_to_be_empty()
    page.fill("#confirmEmail", address)
    page.get_by_role("button", name="Close my account").click()
    page.get_by_role("button", name="Close it").click()

    expect(page.locator("#gone")).to_be_focused()
    expect(page.locator("h1")).to_have_text("Goodbye")
    assert page.evaluate("() => localStorage.getItem('fashionistar.account')") is None
    log_in(anywhere, address=address, password=PASSWORD)
    expect(page.locator("#trouble")).to_have_text("The email address or the password is wrong.")
    assert anywhere.complaints == []


@pytest.mark.parametrize("path", ["/account/addresses/", "/account/alerts/", "/account/security/", "/account/data/"])
def test_has_strangers_log_in_first_and_come_back(visit: Visit, path: str) -> None:
    page = visit.page
    page.goto(visit.url + path)
    page.wait_for_url(f"{visit.url}/login/?next=**")
    page.fill("#email", "ama1@shopper.example")
    page.fill("#password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(visit.url + path)

    expect(page.locator("#wait")).to_be_hidden()
    assert _clean(page)
    assert visit.complaints == []
