"""Discovery: words that mean the same, suggestions, what goes with it, another country, a size, a kept answer."""

import hashlib

from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Shop
from config.demo.walkthrough.scene import Choice, Scene, amount
from config.demo.walkthrough.timeline import Surprise
from config.supervisor.home import ROOT


async def look_around(scene: Scene, shop: Shop, choice: Choice) -> None:
    """Try what a shopper tries before buying."""
    await use_other_words(scene, shop)
    await type_ahead(scene, shop)
    await see_what_goes_with_it(scene, shop, choice)
    await look_from_france(scene, shop, choice)
    await ask_for_a_size(scene, shop)
    await read_by_hash(scene)


async def use_other_words(scene: Scene, shop: Shop) -> None:
    """Trainers are sneakers; what answers is marked, and facets say what else could be chosen."""
    with scene.timeline.step("“trainers” finds sneakers, marked and counted"):
        results = (await shop.ask(docs.FACETS, text="trainers"))["search"]
        marked = [each["title"] for each in results["highlights"] if "<mark>Sneakers</mark>" in each["title"]]
        facets = results["facets"]
        scene.timeline.expect(marked, "no sneakers are marked")
        prices = sum(bucket["count"] for bucket in facets["prices"])
        scene.timeline.expect(prices == results["totalCount"] > 0, "the price histogram does not add up")
        scene.timeline.note(f"{marked[0]}; {prices} products of {len(facets['vendors'])} vendors")


async def type_ahead(scene: Scene, shop: Shop) -> None:
    """Suggestions while typing."""
    with scene.timeline.step("types “ank” and is offered more"):
        offered = (await shop.ask(docs.SUGGEST, text="ank"))["suggest"]
        kinds = {each["kind"] for each in offered}
        scene.timeline.expect({"PRODUCT", "CATEGORY"} <= kinds, f"only {kinds} are suggested")
        scene.timeline.note(", ".join(each["name"] for each in offered[:3]))


async def see_what_goes_with_it(scene: Scene, shop: Shop, choice: Choice) -> None:
    """Products like it, and products of other categories that go with it."""
    with scene.timeline.step("sees what is like it and what goes with it"):
        data = await shop.ask(docs.RELATED, id=choice.product_id, slug=choice.slug)
        alike, product = data["similarProducts"], data["product"]
        look = product["completeTheLook"]
        scene.timeline.expect(alike and choice.product_id not in {each["id"] for each in alike}, "nothing is like it")
        others = {each["category"]["path"] for each in look}
        scene.timeline.expect(others and product["category"]["path"] not in others, "the look is of one category")
        scene.timeline.note(f"{alike[0]['title']}; {look[0]['title']}")


async def look_from_france(scene: Scene, shop: Shop, choice: Choice) -> None:
    """One directive, and the operation is in French and in euros."""
    with scene.timeline.step("looks at it from France: in French, in euros"):
        there = (await shop.ask(docs.ABROAD, slug=choice.slug, country="FR"))["product"]
        price = there["priceRange"]["lowest"]
        scene.timeline.expect(price["currency"] == "EUR", f"it costs {amount(price)}")
        scene.timeline.expect(there["title"] != choice.title, "it is not translated")
        scene.timeline.note(f"{there['title']}, {amount(price)}")


async def ask_for_a_size(scene: Scene, shop: Shop) -> None:
    """The size for somebody whose measures lie in the middle of one row of the guide."""
    with scene.timeline.step("asks which size to take"):
        found = (await shop.ask(docs.GUIDES, text="ankara dress"))["search"]["nodes"]
        dress = next((each for each in found if each["sizeGuide"]), None)
        if dress is None:
            raise Surprise("no dress has a size guide")
        row = dress["sizeGuide"]["rows"][2]
        body = [{"name": each["name"], "mm": (each["lowMm"] + each["highMm"]) // 2} for each in row["measures"]]
        advice = (await shop.ask(docs.ADVICE, slug=dress["slug"], measures=body))["product"]["sizeAdvice"]
        scene.timeline.expect((advice["answer"], advice["sizes"]) == ("FITS", [row["size"]]), f"it says {advice}")
        scene.timeline.note(advice["reason"])


async def read_by_hash(scene: Scene) -> None:
    """A registered document over GET, which caches keep and ask after by its tag."""
    text = (ROOT / "schema" / "operations" / "ProductList.graphql").read_text(encoding="utf-8")
    stranger = scene.visitor()
    with scene.timeline.step("reads a list by its hash; asks again: 304"):
        address = {"documentId": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}", "variables": '{"first": 12}'}
        first = await stranger.get(address)
        tag = first.headers.get("etag", "")
        again = await stranger.get(address, if_none_match=tag)
        scene.timeline.expect(len(first.json()["data"]["products"]["nodes"]) == 12, "the list has not twelve products")
        scene.timeline.expect(tag and again.status_code == 304 and not again.content, "the answer was sent again")
        scene.timeline.note(f"{len(first.content):,} bytes, then none")
