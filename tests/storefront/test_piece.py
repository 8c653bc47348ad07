"""A piece's page: its price, what comes later, and what a search marks on the way to it."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.storefront.conftest import Visit

pytestmark = pytest.mark.xdist_group("storefront")
REVIEWED = "/p/oluwa-toyin-adire-kimono-dress/"
REDUCED = "/p/sanaa-linen-kimono-dress/"
_LATER = """() => ({
  stars: document.querySelector("#average").textContent,
  reviews: document.querySelectorAll("#reviews .review").length,
  look: document.querySelectorAll("#shelf-look .card").length,
  similar: document.querySelectorAll("#shelf-similar .card").length,
})"""


def _all_there(page: Page) -> dict[str, object]:
    expect(page.locator("#later")).to_have_attribute("aria-busy", "false")
    found: dict[str, object] = page.evaluate(_LATER)
    return found


def test_shows_reviews_and_what_goes_with_a_piece_in_later_parts(anywhere: Visit) -> None:
    page = anywhere.page

    with page.expect_response(lambda answer: "multipart/mixed" in answer.headers.get("content-type", "")):
        anywhere.go(REVIEWED)

    assert _all_there(page) == {"stars": "3.9", "reviews": 4, "look": 6, "similar": 6}
    expect(page.locator("#histogram .bar")).to_have_count(5)
    expect(page.locator("#fit-said")).to_have_text("True to size, most buyers say.")
    page.locator("#more-reviews").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reviews .review")).to_have_count(8)
    expect(page.locator("#reviews .review").nth(4)).to_be_focused()
    expect(page.locator("#more-reviews")).to_be_hidden()
    assert anywhere.complaints == []


def test_shows_the_same_where_the_answer_comes_in_one_part(visit: Visit) -> None:
    page = visit.page

    def in_one_part(route: Route) -> None:
        route.continue_(headers={**route.request.headers, "accept": "application/json"})

    page.route("**/graphql", in_one_part)
    visit.go(REVIEWED)

    assert _all_there(page) == {"stars": "3.9", "reviews": 4, "look": 6, "similar": 6}
    assert visit.complaints == []


def test_shows_photos_of_buyers_and_the_answer_of_the_house(visit: Visit) -> None:
    page = visit.page

    def with_photo(route: Route) -> None:
        if "multipart" not in route.request.headers["accept"]:
            return route.continue_()
        answer = route.fetch(headers={**route.request.headers, "accept": "application/json"})
        told = answer.json()
        [review, *_] = told["data"]["product"]["reviews"]["nodes"]
        picture = told["data"]["product"]["similar"][0]["media"][0]["small"]
        review["photos"] = [{"alt": "The hem", "url": picture, "small": picture}]
        review["reply"] = {"text": "<b>Thank you</b>", "repliedAt": review["writtenAt"]}
        return route.fulfill(response=answer, json=told)

    page.route("**/graphql", with_photo)
    visit.go(REVIEWED)

    [first, second] = page.locator("#reviews .review").all()[:2]
    photo = first.get_by_role("link", name="The hem")
    photo.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.photos img').naturalWidth > 0")
    expect(first.locator("blockquote")).to_contain_text("<b>Thank you</b>")
    expect(second.locator("blockquote")).to_be_hidden()
    expect(second.locator(".photos")).to_be_hidden()
    assert visit.complaints == []


def test_can_be_bought_from_where_the_later_parts_never_come(visit: Visit) -> None:
    page = visit.page
    head = "\r\nContent-Type: application/json\r\n\r\n"

    def cut(route: Route) -> None:
        if "multipart" not in route.request.headers["accept"]:
            return route.continue_()
        plain = route.fetch(headers={**route.request.headers, "accept": "application/json"}).text()
        body = f"---{head}{plain}\r\n---{head}{{broken"
        return route.fulfill(
            status=200, headers={"content-type": 'multipart/mixed; boundary="-"'}, body=body + "\r\n---"
        )

    page.route("**/graphql", cut)
    visit.go(REVIEWED)

    expect(page.locator(".cell:not([data-stock=SOLD_OUT]) input").first).to_be_attached()
    expect(page.locator("#later")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#trouble")).to_be_hidden()


def test_wishes_for_a_piece_on_its_own_page(visit: Visit) -> None:
    page = visit.page
    visit.go(REVIEWED)
    heart = page.locator(".choose-do .wish")

    heart.focus()
    page.keyboard.press("Enter")

    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("On the wishlist.")
    page.reload()
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    visit.go("/wishlist/")
    expect(page.locator("#empty")).to_be_visible()
    assert visit.complaints == []


def test_names_the_lowest_price_before_a_reduction_at_once(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.url + REDUCED)

    expect(page.locator("#price")).to_have_text("₦209,000")
    expect(page.locator("#before")).to_have_text("₦246,000")
    expect(page.locator("#lowest")).to_have_text("Lowest price in the 30 days before: ₦246,000")


def test_marks_what_answers_a_search(visit: Visit) -> None:
    page = visit.page
    visit.go("/?q=silk")
    expect(page.locator("#grid .name mark").first).to_have_text("Silk")

    page.locator("#q").fill("velvet")

    expect(page.locator("#title")).to_have_text("“velvet”")
    expect(page.locator("#grid .name mark").first).to_have_text("Velvet")
    marked = page.evaluate(
        """async () => {
          const { marked } = await import("/static/storefront/page.js");
          const place = document.createElement("p");
          place.append(...marked("&lt;img src=x&gt; <mark>silk</mark><b title=x> or</b> &amp; wool"));
          return place.innerHTML;
        }"""
    )
    assert marked == "&lt;img src=x&gt; <mark>silk</mark> or &amp; wool"
    assert visit.complaints == []


def test_offers_nothing_of_a_house_on_holiday(visit: Visit) -> None:
    page = visit.page
    visit.go("/?vendor=cape-merino-mill")

    page.locator("#grid a").first.click()

    expect(page.locator("#away")).to_have_text("Cape Merino Mill is on holiday and takes no orders at the moment.")
    expect(page.locator("#stock")).to_have_text("It is not for sale at the moment.")
    expect(page.locator("#add")).to_have_text("Not for sale")
    expect(page.locator("#add")).to_be_disabled()
    expect(page.locator(".cell[data-stock=UNAVAILABLE] input:disabled").first).to_be_attached()
    expect(page.locator(".cell:not([data-stock=UNAVAILABLE])")).to_have_count(0)
    assert visit.complaints == []
