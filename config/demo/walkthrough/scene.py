"""What every part of the story needs, and the few things several of them do."""

import asyncio
import os
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.demo.accounts import PASSWORD
from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Mailbox, Shop, Staff
from config.demo.walkthrough.timeline import PATIENCE, Surprise, Timeline

# Seconds between the commit and the shopper's screen; a test on a machine busy with other tests allows more.
LIVE_WITHIN = float(os.environ.get("DEMO_LIVE_WITHIN", "1.0"))
_STAFF_EMAIL = "admin@staff.fashionistar.example"


@dataclass(slots=True)
class Choice:
    """A variant in the cart, of one vendor."""

    vendor: str
    product_id: str
    variant_id: str
    title: str
    slug: str


@dataclass(slots=True)
class Scene:
    """Where the story takes place."""

    url: str
    mailbox: Mailbox
    # The folder of text messages.
    texts: Path
    timeline: Timeline
    stack: AsyncExitStack

    def visitor(self) -> Shop:
        """Somebody who has just come in; they are shown out at the end."""
        shop = Shop(self.url)
        self.stack.push_async_callback(shop.close)
        return shop

    async def demo_account(self, email: str) -> Shop:
        """Somebody of the demo marketplace, logged in."""
        shop = self.visitor()
        payload = await shop.do(docs.LOGIN, input={"email": email, "password": PASSWORD})
        shop.token = payload["tokens"]["accessToken"]
        return shop

    async def let_staff_in(self) -> Staff:
        """A member of staff at the staff API."""
        desk = await self.demo_account(_STAFF_EMAIL)
        staff = Staff(self.url, token=desk.token or "")
        self.stack.push_async_callback(staff.close)
        return staff


async def count_stock(staff: Staff, variant_id: str, *, units: int) -> None:
    """Have staff count that so many units of a variant are left, all of them in one place."""
    levels = (await staff.get("stock/", variant=uuid_of(variant_id)))["results"]
    for position, level in enumerate(levels):
        counted = {
            "variant_id": level["variant"]["id"],
            "location_id": level["location"]["id"],
            "on_hand": units if position == 0 else 0,
            "reason": "walk-through: counted",
        }
        await staff.post("stock/correct/", counted)


async def until[T](look: Callable[[], Awaitable[T]], *, what: str) -> T:
    """What `look` finds, once it finds something. Raises Surprise where that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := await look():
            return found
        await asyncio.sleep(0.05)
    raise Surprise(f"{what}: not within {PATIENCE:.0f} s")


def uuid_of(global_id: str) -> str:
    """The id that the staff API knows."""
    return urlsafe_b64decode(global_id + "=" * (-len(global_id) % 4)).decode().partition(":")[2]


def amount(money: dict[str, Any]) -> str:
    """Money in words."""
    return f"{money['minor'] / 100:,.2f} {money['currency']}"
