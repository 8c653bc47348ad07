"""The list's facets of attributes: in the address, counted without their own selection, kept by an instant search."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.storefront.conftest import Visit, elsewhere
from tests.storefront.steps import FAULTS, press_until

pytestmark = pytest.mark.xdist_group("storefront")


def _fold(page: Page, code: str) -> Locator:
    return page.locator(f"[data-attribute={code}]")


def _open_filters(page: Page) -> None:
    if not page.locator("#filters").is_visible():
        page.locator("#sieve-fold > summary").click()


def _counts(fold: Locator) -> dict[str, int]:
    chips = fold.locator(".chip").evaluate_all(
        "all => all.map(each => [each.dataset.value, each.querySelector('[data-slot=count]').textContent])"
    )
    return {value: int(count) for value, count in chips if count}


def _total(page: Page) -> int:
    return int(page.locator("#total").inner_text())


def test_narrows_by_attributes_and_says_so_in_the_address(anywhere: Visit) -> None:
    page = anywhere.page
    anywhere.go("/?category=women")
    _open_filters(page)
    _fold(page, "material").locator("summary").click()
    before = _counts(_fold(page, "material"))

    page.get_by_label(re.compile("^Silk ")).check()
    page.wait_for_url("**/?category=women&with.material=silk")
    expect(page.locator("#total")).to_have_text(str(before["silk"]))
    # What is chosen does not change its own facet, but narrows the others.
    assert _counts(_fold(page, "material")) == before
    page.get_by_label(re.compile("^Linen ")).check()
    page.wait_for_url("**/?category=women&with.material=linen&with.material=silk")
    expect(_fold(page, "material").locator("[data-slot=chosen]")).to_have_text("2 chosen")
    expect(page.locator("#total")).not_to_have_text(str(before["silk"]))

    live = (_total(page), _counts(_fold(page, "material")), _counts(_fold(page, "fit")))
    page.reload()
    _open_filters(page)
    assert (_total(page), _counts(_fold(page, "material")), _counts(_fold(page, "fit"))) == live
    assert live[0] == sum(live[2].values())
    expect(page.get_by_label(re.compile("^Silk "))).to_be_checked()
    assert page.evaluate(FAULTS) == []
    assert anywhere.complaints == []


def test_chooses_an_attribute_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    visit.go("/?q=heels")
    occasion = _fold(page, "occasion")
    occasion.locator("summary").focus()
    page.keyboard.press("Enter")
    press_until(page, "[data-attribute=occasion] input")
    count = page.evaluate("() => document.activeElement.labels[0].querySelector('[data-slot=count]').textContent")

    page.keyboard.press("Space")

    expect(page.locator("#total")).to_have_text(count)
    expect(page.locator("#grid")).to_have_attribute("aria-busy", "false")
    assert page.evaluate("() => document.activeElement.matches('[data-attribute=occasion] input:checked')")
    expect(page.get_by_role("group", name="Occasion")).to_be_visible()


def test_asks_for_numbers_and_for_yes_or_no(visit: Visit) -> None:
    page = visit.page
    visit.go("/?q=heels")
    everything = _total(page)
    heels, vegan = _fold(page, "heel-height"), _fold(page, "vegan")
    heels.locator("summary").click()
    page.fill("#least-heel-height", "6.5")
    page.wait_for_url("**/?q=heels&least.heel-height=6.5")
    expect(heels.locator("[data-slot=chosen]")).to_have_text("1 chosen")
    expect(page.locator("#least-heel-height")).to_be_focused()
    high = _total(page)

    vegan.locator("summary").click()
    counts = _counts(vegan)
    vegan.get_by_label(re.compile("^Yes ")).check()
    page.wait_for_url("**&is.vegan=true")
    expect(page.locator("#total")).to_have_text(str(counts["true"]))
    page.locator("#is-vegan-either").check()
    page.wait_for_url("**/?q=heels&least.heel-height=6.5")

    expect(page.locator("#total")).to_have_text(str(high))
    assert 0 < high < everything
    assert 0 < counts["true"] < high
    page.get_by_role("link", name="Clear", exact=True).click()
    page.wait_for_url("**/?q=heels")
    assert visit.complaints == []


def test_keeps_what_is_chosen_through_an_instant_search(visit: Visit) -> None:
    page = visit.page
    visit.go("/?with.material=silk")
    silk = page.locator("#with-material-silk")

    page.locator("#q").fill("dress")
    page.wait_for_url("**q=dress**")
    expect(silk).to_be_checked()
    titles = page.locator("#grid .card").count()
    found = _total(page)
    page.locator("#q").fill("sandals")
    page.wait_for_url("**q=sandals**")

    # No sandals are of silk: the choice stays, to be taken back.
    expect(page.locator("#total")).to_have_text("0")
    expect(silk).to_be_checked()
    expect(_fold(page, "material").locator(".chip:has(:checked) [data-slot=count]")).to_have_text("0")
    silk.uncheck()
    page.wait_for_url("**/?q=sandals")
    expect(page.locator("#grid .card").first).to_be_visible()
    assert found > 0
    assert titles == min(found, 24)
    assert visit.complaints == []


def test_lists_by_attributes_without_scripts(visit: Visit) -> None:
    with elsewhere(visit, has_scripts=False) as context:
        page = context.new_page()
        page.goto(f"{visit.url}/?category=women&with.material=silk&most.heel-height=x&is.vegan=perhaps")
        silk = _total(page)
        page.locator("[data-attribute=fit] summary").click()
        slim = page.locator("#with-fit-slim")
        count = _counts(_fold(page, "fit"))["slim"]
        slim.check()
        page.locator("#apply").click()

        page.wait_for_url(re.compile(r"with\.fit=slim"))
        assert "with.material=silk" in page.url
        assert _total(page) == count < silk
        page.goto(f"{visit.url}/?with.never-heard-of=it")
        expect(page.locator(".trouble[role=alert]:visible")).to_have_text("There is no such attribute: never-heard-of.")
