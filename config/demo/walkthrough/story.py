"""The story: a shopper buys from three vendors, and everyone is told."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from config.demo.walkthrough import documents as docs
from config.demo.walkthrough.clients import Shop, Socket, Staff, socket
from config.demo.walkthrough.discovery import look_around
from config.demo.walkthrough.engagement import stay_around
from config.demo.walkthrough.house import offer_something_new
from config.demo.walkthrough.leaving import leave
from config.demo.walkthrough.scene import LIVE_WITHIN, Choice, Scene, amount, count_stock, until, uuid_of
from config.demo.walkthrough.timeline import PATIENCE, Surprise
from config.demo.walkthrough.ways_in import log_in_by_phone, use_a_second_factor

_CARD = "card_3ds_required"
ADDRESS = {
    "fullName": "Adaeze Okafor",
    "line1": "14 Broad Street",
    "city": "Lagos",
    "region": "Lagos",
    "postcode": "101001",
    "country": "NG",
    "phone": "+2348031234567",
}


@dataclass(slots=True)
class Story(Scene):
    """Everything the steps hand on to each other."""

    email: str = field(default_factory=lambda: f"adaeze.{secrets.token_hex(4)}@shopper.example")
    password: str = field(default_factory=lambda: f"walk-through-{secrets.token_hex(8)}")
    choices: list[Choice] = field(default_factory=list)
    cart: dict[str, Any] = field(default_factory=dict)
    order_id: str = ""
    cancelled_vendor: str = ""

    async def run(self) -> None:
        """Tell it from the beginning to the end."""
        shop = self.visitor()
        self.timeline.heading("A shopper registers")
        await self.register(shop)
        await log_in_by_phone(self, shop, email=self.email, password=self.password)
        self.timeline.heading("finds something to wear")
        await self.discover(shop)
        await look_around(self, shop, self.choices[0])
        staff = await self.let_staff_in()
        live = await self.stack.enter_async_context(socket(self.url, token=shop.token))
        self.timeline.heading("fills a cart from three vendors")
        await self.fill_cart(shop)
        await self.meet_a_problem(shop, staff, live)
        self.timeline.heading("and pays")
        await self.check_out(shop)
        await self.pay(shop, live)
        await self.read_confirmation()
        self.timeline.heading("Staff see the order and cancel one vendor's part")
        await self.cancel_a_part(shop, staff, live)
        [kept, *_] = [choice for choice in self.choices[1:] if choice.vendor != self.cancelled_vendor]
        self.timeline.heading("The shopper stays around")
        await stay_around(self, shop, staff, kept=kept, email=self.email)
        self.timeline.heading("A house offers something new")
        await offer_something_new(self, shop, staff, beside=kept)
        self.timeline.heading("Another house locks its door")
        await use_a_second_factor(self)
        self.timeline.heading("The shopper leaves")
        await leave(self, shop, staff, email=self.email, password=self.password, order_id=self.order_id, reviewed=kept)

    async def register(self, shop: Shop) -> None:
        """Register, read the code from the mail, verify."""
        account = {"email": self.email, "password": self.password, "fullName": "Adaeze Okafor"}
        with self.timeline.step("registers"):
            await shop.do(docs.REGISTER, input=account)
            self.timeline.note(self.email)
        with self.timeline.step("reads the six-digit code from the mail"):
            mail = await self.mailbox.newest(recipient=self.email, containing="code")
            found = re.search(r"\b(\d{6})\b", mail)
            if found is None:
                raise Surprise("the mail has no six-digit code")
        with self.timeline.step("proves the address"):
            payload = await shop.do(docs.VERIFY, input={"email": self.email, "code": found[1]})
            shop.token = payload["tokens"]["accessToken"]

    async def discover(self, shop: Shop) -> None:
        """Search with a typo, look at a page, choose from three vendors."""
        with self.timeline.step("searches for “snekaers”"):
            found = (await shop.ask(docs.SEARCH, text="snekaers"))["search"]["nodes"]
            about = [node for node in found if "sneaker" in node["title"].lower()]
            self.timeline.expect(about, "no sneakers were found")
            self.timeline.note(f"{len(found)} products, first “{found[0]['title']}”")
        with self.timeline.step("looks elsewhere too"):
            for text in ("ankara dress", "kaftan", "handbag"):
                found += (await shop.ask(docs.SEARCH, text=text))["search"]["nodes"]
        self.choices = _of_three_vendors(found)
        with self.timeline.step("opens a product page, in one query"):
            page = (await shop.ask(docs.PAGE, slug=self.choices[0].slug))["product"]
            self.timeline.expect(page["media"] and page["axes"], "the page has no pictures or no options")
            price = page["priceRange"]["lowest"]
            self.timeline.note(f"{page['title']}, {len(page['variants'])} variants from {amount(price)}")

    async def fill_cart(self, shop: Shop) -> None:
        """Put two of each choice into the cart."""
        for choice in self.choices:
            with self.timeline.step(f"adds two from {choice.vendor}"[:46]):
                payload = await shop.do(docs.ADD, input={"variantId": choice.variant_id, "quantity": 2})
                self.cart = payload["cart"]
                self.timeline.note(choice.title)
        self.timeline.expect(len(self.cart["groups"]) == 3, "the cart has not three vendors")

    async def meet_a_problem(self, shop: Shop, staff: Staff, live: Socket) -> None:
        """Let stock drop to one while two are in the cart; see it live, and as a problem of the line."""
        choice = self.choices[0]
        with self.timeline.step("watches the stock of the first product live"):
            await live.subscribe(docs.AVAILABILITY, id=choice.product_id)
            await live.until(lambda data: "productAvailability" in data, what="the present stock")
        with self.timeline.step("staff count: only one is left"):
            await count_stock(staff, choice.variant_id, units=1)
        with self.timeline.step("the shopper sees it live"):
            await live.until(lambda data: _units(data, choice.variant_id) == 1, what="the stock of one")
        with self.timeline.step("the cart shows the line's problem"):
            self.cart = (await shop.ask(docs.CART))["cart"]
            [line] = [line for line in self.cart["lines"] if line["problems"]]
            self.timeline.expect(line["problems"][0]["__typename"] == "StockReduced", "the problem is another one")
            self.timeline.note(line["problems"][0]["message"])
        with self.timeline.step("takes one instead"):
            payload = await shop.do(docs.UPDATE, input={"lineId": line["id"], "quantity": 1})
            self.cart = payload["cart"]
            self.timeline.expect(not any(line["problems"] for line in self.cart["lines"]), "a problem is left")

    async def check_out(self, shop: Shop) -> None:
        """Say where it goes, and choose a delivery per vendor."""
        with self.timeline.step("says where it goes"):
            payload = await shop.do(docs.CONTACT, input={"email": self.email, "address": ADDRESS})
            self.cart = payload["cart"]
        with self.timeline.step("chooses a delivery for each vendor"):
            for group in self.cart["groups"]:
                method = group["deliveryOptions"][0]["methodId"]
                chosen = {"vendorId": group["vendorId"], "methodId": method}
                self.cart = (await shop.do(docs.DELIVERY, input=chosen))["cart"]
            total = self.cart["total"]
            self.timeline.expect(self.cart["missing"] == [], f"the cart is not ready: {self.cart['missing']}")
            self.timeline.note(f"{amount(total)}, delivery included")

    async def pay(self, shop: Shop, live: Socket) -> None:
        """Pay with 3-D Secure, and hear of the order from the provider's webhook."""
        asked = {
            "idempotencyKey": secrets.token_hex(16),
            "paymentMethod": _CARD,
            "expectedTotalMinor": self.cart["total"]["minor"],
        }
        await live.subscribe(docs.ORDER_UPDATED)
        with self.timeline.step("pays; the bank wants 3-D Secure"):
            first = await shop.post(docs.COMPLETE, input=asked)
            payload = first.json()["data"]["checkoutComplete"]
            self.timeline.expect(payload["errors"] == [] and payload["nextAction"], f"no 3-D Secure: {payload}")
        with self.timeline.step("sends it again by mistake: the same bytes"):
            again = await shop.post(docs.COMPLETE, input=asked)
            self.timeline.expect(again.content == first.content, "the answers differ")
        with self.timeline.step("approves on the provider's page"):
            async with httpx.AsyncClient(timeout=PATIENCE) as browser:
                url = httpx.URL(payload["nextAction"]["url"])
                page = await browser.get(url)
                done = await browser.post(url, data={"key": url.params["key"], "decision": "approve"})
            self.timeline.expect((page.status_code, done.status_code) == (200, 303), "the page did not take it")
        with self.timeline.step("orderUpdated arrives over the WebSocket"):
            came_at, data = await live.until(lambda data: _event(data) == "OrderPlaced", what="the order")
            order = data["orderUpdated"]["order"]
            self.order_id = order["id"]
            late = came_at - datetime.fromisoformat(order["placedAt"]).timestamp()
            self.timeline.expect(late < LIVE_WITHIN, f"it came {late:.2f} s after the order was placed")
            self.timeline.note(f"{order['number']}, {late * 1000:.0f} ms after it was placed")

    async def read_confirmation(self) -> None:
        """The confirmation is in the mail."""
        with self.timeline.step("the confirmation is in the mail"):
            mail = await self.mailbox.newest(recipient=self.email, containing="order")
            self.timeline.expect("Lagos" in mail, "it does not say where the order goes")

    async def cancel_a_part(self, shop: Shop, staff: Staff, live: Socket) -> None:
        """Staff see three vendor orders, cancel one; stock is back and the refund is booked."""
        order_id = uuid_of(self.order_id)
        await self._until_captured(shop)
        with self.timeline.step("staff see three vendor orders"):
            parts = (await staff.get("vendor-orders/", order=order_id))["results"]
            self.timeline.expect(len(parts) == 3, f"there are {len(parts)}")
            self.timeline.note(", ".join(part["number"] for part in parts))
        part = await staff.get(f"vendor-orders/{parts[0]['id']}/")
        self.cancelled_vendor = part["vendor"]["name"]
        before = await self._on_hand(staff, part)
        with self.timeline.step(f"cancel {part['number']}"):
            await staff.post(f"vendor-orders/{part['id']}/cancel/", {"reason": "the vendor cannot send it"})
        with self.timeline.step("its stock is back"):
            after = await self._on_hand(staff, part)
            units = sum(line["quantity"] for line in part["lines"])
            self.timeline.expect(after - before == units, f"{before} became {after}, not {units} more")
            self.timeline.note(f"{units} units")
        with self.timeline.step("the shopper hears of it live"):
            await live.until(lambda data: _event(data) == "VendorOrderCancelled", what="the cancellation")
        with self.timeline.step("the refund is booked"):
            await self._until_refunded(shop, minor=part["total"]["minor"])
            self.timeline.note(amount(part["total"]))

    async def _until_captured(self, shop: Shop) -> None:
        with self.timeline.step("the money is captured, by a worker"):
            await until(
                lambda: self._pays(shop, lambda paid: paid["state"] == "CAPTURED"), what="the payment was captured"
            )

    async def _until_refunded(self, shop: Shop, *, minor: int) -> None:
        await until(lambda: self._pays(shop, lambda paid: paid["refunded"]["minor"] == minor), what="it was refunded")

    async def _pays(self, shop: Shop, wanted: Callable[[dict[str, Any]], bool]) -> bool:
        return wanted((await shop.ask(docs.ORDER, id=self.order_id))["order"]["payment"])

    async def _on_hand(self, staff: Staff, part: dict[str, Any]) -> int:
        levels = [
            level
            for line in part["lines"]
            for level in (await staff.get("stock/", variant=line["variant_id"]))["results"]
        ]
        return sum(int(level["on_hand"]) for level in levels)


def _of_three_vendors(found: list[dict[str, Any]]) -> list[Choice]:
    """One variant with enough stock of each of three vendors."""
    chosen: dict[str, Choice] = {}
    for node in found:
        plenty = [one for one in node["variants"] if one["stock"]["availability"] == "IN_STOCK"]
        vendor = node["vendor"]["name"]
        if plenty and vendor not in chosen:
            chosen[vendor] = Choice(vendor, node["id"], plenty[0]["id"], node["title"], node["slug"])
    if len(chosen) < 3:
        raise Surprise("the search found less than three vendors with stock")
    return list(chosen.values())[:3]


def _units(data: dict[str, Any], variant_id: str) -> int | None:
    if "productAvailability" not in data:
        return None
    variants = data["productAvailability"]["product"]["variants"]
    [stock] = [variant["stock"] for variant in variants if variant["id"] == variant_id]
    units: int | None = stock["availableUnits"]
    return units


def _event(data: dict[str, Any]) -> str | None:
    update = data.get("orderUpdated")
    return update["event"] if update else None
