"""Engagement: a review with a photo, a shared wishlist, an alert, a saved cart, a stream that is lost and taken up."""

from io import BytesIO
from typing import Any

from PIL import Image

from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Shop, Staff
from config.demo.walkthrough.scene import Choice, Scene, count_stock, until, uuid_of
from config.demo.walkthrough.streams import events

_WISHED_BY = "Adaeze"
_BACK = "can be bought again"


async def stay_around(scene: Scene, shop: Shop, staff: Staff, *, kept: Choice, email: str) -> None:
    """Do what shoppers do between two purchases."""
    await review_with_a_photo(scene, shop, kept)
    await share_a_wish(scene, shop, kept)
    await wait_for_what_is_gone(scene, shop, staff, choice=kept, email=email)
    await put_a_cart_aside(scene, shop, kept)
    await lose_a_stream(scene, shop)


async def review_with_a_photo(scene: Scene, shop: Shop, kept: Choice) -> None:
    """A review of something she kept counts at once, and a worker draws its photo in several widths."""
    before = (await shop.ask(docs.OPINIONS, slug=kept.slug))["product"]
    with scene.timeline.step("reviews what she kept, with a photo"):
        upload = (await shop.upload(docs.UPLOAD, _photo()))["upload"]
        said = {
            "productId": kept.product_id,
            "rating": 5,
            "title": "Worn to three weddings",
            "fit": "TRUE_TO_SIZE",
            "photos": [{"uploadId": upload["id"], "alt": "Me in it"}],
        }
        review = (await shop.do(docs.REVIEW, input=said))["review"]
        scene.timeline.expect(review["isVerified"] and review["state"] == "PUBLISHED", f"the review is {review}")
        after = (await shop.ask(docs.OPINIONS, slug=kept.slug))["product"]
        fits, fitted = (each["fitSummary"]["trueToSize"] for each in (before, after))
        reviews, reviewed = (each["reviewSummary"]["count"] for each in (before, after))
        scene.timeline.expect((fitted, reviewed) == (fits + 1, reviews + 1), "the summaries do not count it")
        scene.timeline.note(f"{reviewed} reviews, true to size for {fitted} of {after['fitSummary']['count']}")

    async def drawn() -> list[dict[str, Any]]:
        [photo] = (await shop.ask(docs.OPINIONS, slug=kept.slug))["product"]["viewerReview"]["photos"]
        renditions: list[dict[str, Any]] = photo["renditions"]
        return renditions

    with scene.timeline.step("a worker draws the photo in several widths"):
        renditions = await until(drawn, what="the photo was drawn")
        scene.timeline.note(f"{', '.join(str(each['width']) for each in renditions)} pixels")


async def share_a_wish(scene: Scene, shop: Shop, choice: Choice) -> None:
    """Whoever has the token sees the list; a stranger does not need an account."""
    with scene.timeline.step("shares her wishlist with a friend"):
        wish = (await shop.do(docs.WISH, input={"productId": choice.product_id}))["wishlist"]
        shared = (await shop.do(docs.SHARE, input={"id": wish["id"], "displayName": _WISHED_BY}))["wishlist"]
        seen = (await scene.visitor().ask(docs.SHARED, token=shared["shareToken"]))["sharedWishlist"]
        titles = [each["product"]["title"] for each in seen["items"]["nodes"]]
        scene.timeline.expect((seen["sharedBy"], titles) == (_WISHED_BY, [choice.title]), f"the friend sees {seen}")
        scene.timeline.note(choice.title)


async def wait_for_what_is_gone(scene: Scene, shop: Shop, staff: Staff, *, choice: Choice, email: str) -> None:
    """What is sold out is said to be, and when it comes back, twice over, she is told once."""
    with scene.timeline.step("asks for what is sold out, and never was made"):
        await count_stock(staff, choice.variant_id, units=0)
        page = (await shop.ask(docs.PAGE, slug=choice.slug))["product"]
        [options] = [each["options"] for each in page["variants"] if each["id"] == choice.variant_id]
        never = [{**each, "value": "never-made"} for each in options]
        answers = (await shop.ask(docs.VARIANTS, slug=choice.slug, gone=options, never=never))["product"]
        told = (answers["gone"]["answer"], answers["never"]["answer"])
        scene.timeline.expect(told == ("SOLD_OUT", "DOES_NOT_EXIST"), f"the answers are {told}")
        scene.timeline.note(", ".join(told))
    with scene.timeline.step("wants to be told when it is back"):
        alert = (await shop.do(docs.WAIT, input={"variantId": choice.variant_id}))["alert"]
        scene.timeline.expect(alert["firedAt"] is None, "she is told of what is not back")
    with scene.timeline.step("it comes back, twice; she is told once"):
        await count_stock(staff, choice.variant_id, units=9)
        await scene.mailbox.newest(recipient=email, containing=_BACK)
        await count_stock(staff, choice.variant_id, units=0)
        before = await _looks(staff, choice)
        await count_stock(staff, choice.variant_id, units=9)
        await until(lambda: _looks_since(staff, choice, before), what="a worker looked who waits for it")
        feed = (await shop.ask(docs.FEED))["notifications"]["nodes"]
        told_in_feed = [each for each in feed if each["kind"] == "BACK_IN_STOCK"]
        mails = scene.mailbox.count(recipient=email, containing=_BACK)
        scene.timeline.expect((mails, len(told_in_feed)) == (1, 1), f"{mails} mails, {len(told_in_feed)} in the feed")
        scene.timeline.note("one mail, one notification")


async def put_a_cart_aside(scene: Scene, shop: Shop, choice: Choice) -> None:
    """Save a cart, empty it, take it up again."""
    with scene.timeline.step("puts a cart aside and takes it up again"):
        await shop.do(docs.ADD, input={"variantId": choice.variant_id, "quantity": 2})
        saved = (await shop.do(docs.SAVE, name="For the wedding"))["savedCart"]
        emptied = (await shop.do(docs.CLEAR))["cart"]
        cart = (await shop.do(docs.RESTORE, id=saved["id"]))["cart"]
        lines = [(each["title"], each["quantity"]) for each in cart["lines"]]
        scene.timeline.expect(emptied["lines"] == [] and lines == [(choice.title, 2)], f"in the cart is {lines}")
        scene.timeline.note(f"2 × {choice.title}")


async def lose_a_stream(scene: Scene, shop: Shop) -> None:
    """Follow the cart by server-sent events, be away for two changes, and hear of both by the last number."""
    [line] = (await shop.ask(docs.CART))["cart"]["lines"]
    with scene.timeline.step("follows the cart by server-sent events"):
        async with events(scene.url, docs.CART_UPDATED, token=shop.token) as stream:
            await stream.next()
            await shop.do(docs.UPDATE, input={"lineId": line["id"], "quantity": 3})
            heard = await stream.next()
        scene.timeline.expect(heard.id == heard.data["cartUpdated"]["sequence"], "the event has not its number as id")
        scene.timeline.note(f"event {heard.id}")
    with scene.timeline.step("loses it, comes back, has missed nothing"):
        for quantity in (4, 5):
            await shop.do(docs.UPDATE, input={"lineId": line["id"], "quantity": quantity})
        async with events(scene.url, docs.CART_UPDATED, token=shop.token, last_event_id=heard.id) as stream:
            missed = [await stream.next() for _ in range(2)]
        wanted = [str(int(heard.id or 0) + number) for number in (1, 2)]
        scene.timeline.expect([each.id for each in missed] == wanted, f"it heard {missed}")
        resyncs = [each.data["cartUpdated"]["resync"] for each in missed]
        scene.timeline.expect(not any(resyncs), "something was left out")
        scene.timeline.note("2 events, in order")


async def _looks(staff: Staff, choice: Choice) -> int:
    """How often a worker has looked who waits for it."""
    query = {"reaction": "announce_stock", "aggregate": f"variant:{uuid_of(choice.variant_id)}", "state": "done"}
    return len((await staff.get("deliveries/", **query))["results"])


async def _looks_since(staff: Staff, choice: Choice, before: int) -> bool:
    return await _looks(staff, choice) > before


def _photo() -> bytes:
    """A JPEG of 1200 by 1500 pixels."""
    file = BytesIO()
    Image.radial_gradient("L").resize((1200, 1500)).convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()
