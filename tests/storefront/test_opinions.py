"""Reviews by those who bought a piece: stars by keyboard, photos, what is refused, votes, changing and taking back."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from config.demo.accounts import PASSWORD as DEMO_PASSWORD
from config.supervisor.home import Home
from tests.storefront.conftest import Visit
from tests.storefront.steps import FAULTS, PALE, buy, log_in, press_until, register

pytestmark = pytest.mark.xdist_group("storefront")
REVIEWED = "/p/oluwa-toyin-adire-kimono-dress/"
SHOPPER = "ama1@shopper.example"


def _open(visit: Visit, path: str) -> Page:
    visit.go(path)
    expect(visit.page.locator("#opinions")).to_be_visible()
    return visit.page


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture from a camera."""
    path = tmp_path / "hem.jpg"
    Image.new("RGB", (640, 800), "teal").save(path)
    return path


def _write_by_keyboard(page: Page, photo: Path) -> None:
    page.locator("#write").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rating-1")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#rating-4")).to_be_checked()
    press_until(page, "#title")
    page.keyboard.type("So well sewn")
    press_until(page, "#body")
    page.keyboard.type("<b>Every seam.</b>")
    page.set_input_files("#photos", photo)
    page.get_by_label("What does it show?").fill("The hem")
    page.locator("#review-send").focus()
    page.keyboard.press("Enter")


def test_a_buyer_reviews_by_keyboard_changes_it_and_takes_it_back(visit: Visit, home: Home, photo: Path) -> None:
    page = visit.page
    register(visit, home)
    visit.go("/?stock=1&category=men&sort=price_desc")
    path = str(page.locator("#grid a").first.get_attribute("href"))
    buy(visit, path)
    _open(visit, path)

    _write_by_keyboard(page, photo)

    expect(page.locator("#write")).to_be_focused()
    review = page.locator("#reviews .review", has_text="So well sewn")
    expect(review).to_contain_text("4 of 5 stars")
    expect(review).to_contain_text("<b>Every seam.</b>")
    expect(review).to_contain_text("bought it here")
    expect(review.get_by_role("link", name="The hem")).to_be_visible()
    expect(review.get_by_role("button", name="Helpful")).to_be_hidden()
    expect(page.locator("#own-state")).to_have_text("You have reviewed this.")

    page.get_by_role("button", name="Change your review").click()
    expect(page.locator("#title")).to_have_value("So well sewn")
    page.locator("#rating-5").check()
    page.locator("#fit-large").check()
    page.get_by_role("button", name="Save the changes").click()
    expect(review).to_contain_text("5 of 5 stars")
    expect(review).to_contain_text("Size: runs large")
    expect(review.get_by_role("link", name="The hem")).to_be_visible()

    page.get_by_role("button", name="Take it back").click()
    page.locator("#take-back-sure").get_by_role("button", name="Take it back").click()
    expect(review).to_have_count(0)
    expect(page.locator("#write")).to_have_text("Write a review")
    assert visit.complaints == []


def test_says_what_a_review_lacks_and_keeps_its_words(anywhere: Visit, tmp_path: Path, photo: Path) -> None:
    page = anywhere.page
    log_in(anywhere, address=SHOPPER, password=DEMO_PASSWORD)
    page.wait_for_url("**/account/")
    _open(anywhere, REVIEWED)
    page.locator("#write").click()

    page.locator("#review-send").click()
    expect(page.locator("#title-fault")).to_have_text("Please fill this in.")
    expect(page.locator("#title")).to_be_focused()
    page.fill("#title", "Never had it")
    page.locator("#review-send").click()
    expect(page.locator("#rating-fault")).to_have_text("Please choose 1 to 5 stars.")
    expect(page.locator("#rating-1")).to_be_focused()
    page.locator("#rating-2").check()
    drawing = tmp_path / "drawing.svg"
    drawing.write_text("<svg/>")
    page.set_input_files("#photos", [drawing, photo])
    expect(page.locator("#photos-progress")).to_have_text("1 of 5 photos.")
    expect(page.locator("#photos-fault")).to_have_text("drawing.svg: Send a JPEG, PNG or WebP picture.")
    assert (page.evaluate(FAULTS), page.evaluate(PALE)) == ([], [])
    page.locator("#review-send").click()

    expect(page.locator("#review-form .problem")).to_have_text("Only customers who have bought this can review it.")
    expect(page.locator("#title")).to_have_value("Never had it")
    expect(page.locator("#reviews .review", has_text="Never had it")).to_have_count(0)
    assert anywhere.complaints == []


def test_finds_a_review_helpful_after_logging_in(visit: Visit) -> None:
    page = visit.page
    _open(visit, REVIEWED)
    page.locator("#reviews .vote").first.click()
    page.wait_for_url("**/login/?next=**")
    page.fill("#email", SHOPPER)
    page.fill("#password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{REVIEWED}#opinions")
    review = page.locator("#reviews .review").last
    said = review.locator("[data-slot=helpful]")
    before = int((said.text_content() or "0").partition(" ")[0] or 0)

    review.locator(".vote").focus()
    page.keyboard.press("Enter")

    expect(review.locator(".vote")).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_text(f"{before + 1} found this helpful")
    page.reload()
    voted = page.locator("#reviews .vote[aria-pressed=true]")
    expect(voted).to_have_count(1)
    voted.click()
    expect(voted).to_have_count(0)
    assert visit.complaints == []
