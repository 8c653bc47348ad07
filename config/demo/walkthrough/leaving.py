"""Leaving: a copy of one's data, and an account that is erased for good."""

import re
from io import BytesIO
from zipfile import ZipFile

import httpx

from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Shop, Staff
from config.demo.walkthrough.scene import Choice, Scene, until, uuid_of
from config.demo.walkthrough.timeline import PATIENCE, Surprise


async def leave(
    scene: Scene, shop: Shop, staff: Staff, *, email: str, password: str, order_id: str, reviewed: Choice
) -> None:
    """Take a copy along, wait for what is under way, and go."""
    await take_a_copy(scene, shop, email)
    erase = {"confirmEmail": email, "currentPassword": password}
    with scene.timeline.step("can't leave while parcels are under way"):
        refused = (await shop.ask(docs.ERASE, input=erase))["accountErase"]["errors"]
        scene.timeline.expect([each["code"] for each in refused] == ["ORDERS_UNDER_WAY"], f"it says {refused}")
        scene.timeline.note(", ".join(refused[0]["numbers"]))
    with scene.timeline.step("staff note that the rest was sent"):
        parts = (await staff.get("vendor-orders/", order=uuid_of(order_id)))["results"]
        rest = [part for part in parts if part["state"] != "cancelled"]
        for part in rest:
            await staff.post(f"vendor-orders/{part['id']}/fulfil/", {})
        scene.timeline.note(f"{len(rest)} parts")
    with scene.timeline.step("leaves for good; nobody can log in"):
        await shop.do(docs.ERASE, input=erase)
        stranger = scene.visitor()
        login = (await stranger.ask(docs.LOGIN, input={"email": email, "password": password}))["login"]
        codes = [each["code"] for each in login["errors"]]
        scene.timeline.expect(codes == ["WRONG_CREDENTIALS"], f"the login says {codes}")

    async def forgotten() -> bool:
        nodes = (await stranger.ask(docs.AUTHORS, slug=reviewed.slug))["product"]["reviews"]["nodes"]
        return "Former customer" in {each["authorName"] for each in nodes}

    with scene.timeline.step("her review stays, without her name"):
        await until(forgotten, what="the name was erased")


async def take_a_copy(scene: Scene, shop: Shop, email: str) -> None:
    """The mail has a link that gives the file once."""
    with scene.timeline.step("gets a copy of her data by mail, once"):
        await shop.do(docs.EXPORT)
        mail = await scene.mailbox.newest(recipient=email, containing="/api/exports/file")
        link = re.search(r"https?://\S+/api/exports/file\?token=\S+", mail)
        if link is None:
            raise Surprise("the mail has no link")
        async with httpx.AsyncClient(timeout=PATIENCE) as browser:
            copy = await browser.get(link[0])
            again = await browser.get(link[0])
        scene.timeline.expect((copy.status_code, again.status_code) == (200, 404), "the link does not work just once")
        names = ZipFile(BytesIO(copy.content)).namelist()
        scene.timeline.expect({"account.json", "orders.json", "reviews.json"} <= set(names), f"in it are {names}")
        scene.timeline.note(f"{len(names)} files, {len(copy.content) // 1000} kB")
