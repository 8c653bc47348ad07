"""A house offers something new: its owner writes a draft, staff approve it, shoppers find it."""

import secrets
import time
from typing import Any

from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Shop, Staff
from config.demo.walkthrough.scene import LIVE_WITHIN, Choice, Scene, until, uuid_of

_OWNER = "owner@adunni-atelier.example"


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
                "prices": [{"minor": 95_000_00, "currency": "NGN"}],
            }
            for size in sizes
        ],
    }
