"""A house offers something new: its owner writes a draft, staff approve it, shoppers find it, and soon for less."""

import secrets
import time
from typing import Any

from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Shop, Staff
from config.demo.walkthrough.scene import LIVE_WITHIN, Choice, Scene, amount, until, uuid_of

_OWNER = "owner@adunni-atelier.example"
_FIRST, _RAISED, _REDUCED = 95_000_00, 99_000_00, 79_000_00
_UNDER_FIFTY = "under-50"


async def offer_something_new(scene: Scene, shop: Shop, staff: Staff, *, beside: Choice) -> None:
    """From the draft to the search result."""
    owner = await scene.demo_account(_OWNER)
    word = f"zephyr{secrets.token_hex(4)}"
    with scene.timeline.step("the owner of a house writes a draft"):
        [house] = [each["vendor"] for each in (await owner.ask(docs.HOUSES))["viewer"]["vendors"]]
        category = (await owner.ask(docs.CATEGORY, slug=beside.slug))["product"]["category"]
        draft = (await owner.do(docs.DRAFT, input=_draft(house["id"], category["id"], word)))["product"]
        scene.timeline.expect(draft["state"] == "DRAFT", f"it is {draft['state']}")
        scene.timeline.note(f"{draft['title']}, by {house['name']}")
    with scene.timeline.step("and asks to have it shown; shoppers see nothing"):
        waiting = (await owner.do(docs.SUBMIT, id=draft["id"]))["product"]
        scene.timeline.expect(waiting["state"] == "REVIEW", f"it is {waiting['state']}")
        scene.timeline.expect(not await _found(shop, word, draft["id"]), "shoppers find a draft")
    with scene.timeline.step("staff approve it"):
        [submission] = (await staff.get("submissions/", state="waiting", product=uuid_of(draft["id"])))["results"]
        await staff.decide(f"submissions/{submission['id']}/", "approve")
        began = time.monotonic()
    with scene.timeline.step("and a search finds it within a second"):
        await until(lambda: _found(shop, word, draft["id"]), what="the search found it")
        took = time.monotonic() - began
        scene.timeline.expect(took < LIVE_WITHIN, f"it was found after {took:.2f} s")
        scene.timeline.note(f"{took * 1000:.0f} ms after it was approved")
    await reduce_it(scene, shop, owner, draft)


async def reduce_it(scene: Scene, shop: Shop, owner: Shop, product: dict[str, Any]) -> None:
    """A price raised just before its reduction does not hide the former one; a collection by rule follows the price."""

    async def set_price(minor: int, *, before: int | None = None) -> None:
        price = {"amount": _naira(minor), "compareAt": _naira(before) if before else None}
        prices = [{"variant": each["id"], **price} for each in product["variants"]]
        await owner.do(docs.PRICES, product=product["id"], prices=prices)

    async def offered() -> dict[str, Any]:
        found: dict[str, Any] = (await shop.ask(docs.OFFERED, id=product["id"]))["product"]
        return found

    async def is_under_fifty() -> bool:
        return _UNDER_FIFTY in {each["slug"] for each in (await offered())["collections"]}

    async def is_over_fifty() -> bool:
        return not await is_under_fifty()

    with scene.timeline.step("raises its price, and then reduces it"):
        scene.timeline.expect(not await is_under_fifty(), "it is in a collection it costs too much for")
        await set_price(_RAISED)
        await set_price(_REDUCED, before=_RAISED)
        prices = (await offered())["priceRange"]
        told = (prices["lowest"], prices["lowestPriceBeforeReduction"])
        scene.timeline.expect(told == (_naira(_REDUCED), _naira(_FIRST)), f"told are {told}")
        scene.timeline.note(f"{amount(told[0])}; lowest of the 30 days before: {amount(told[1])}")
    with scene.timeline.step("a collection by rule takes it up"):
        await until(is_under_fifty, what="the collection took it up")
        scene.timeline.note(_UNDER_FIFTY)
    with scene.timeline.step("and lets it go when the price is back"):
        await set_price(_FIRST)
        await until(is_over_fifty, what="the collection let it go")
        before = (await offered())["priceRange"]["lowestPriceBeforeReduction"]
        scene.timeline.expect(before is None, f"a price that is not reduced is compared with {before}")


async def _found(shop: Shop, word: str, product_id: str) -> bool:
    nodes = (await shop.ask(docs.FIND, text=word))["search"]["nodes"]
    return product_id in {each["id"] for each in nodes}


def _draft(vendor_id: str, category_id: str, word: str) -> dict[str, Any]:
    sizes = [{"code": size.lower(), "name": size} for size in ("S", "M", "L")]
    return {
        "vendor": vendor_id,
        "category": category_id,
        "title": f"{word.capitalize()} Gown",
        "description": "Cut for the walk-through.",
        "axes": [{"code": "size", "name": "Size", "values": sizes}],
        "variants": [
            {
                "sku": f"{word}-{size['code']}".upper(),
                "options": [{"axis": "size", "value": size["code"]}],
                "prices": [_naira(_FIRST)],
            }
            for size in sizes
        ],
    }


def _naira(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "NGN"}
