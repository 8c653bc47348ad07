"""The prices of a product, followed: those changed now, and those planned, to the second."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.money import Money
from schema.ids import encode_id
from tests.api.live_server import relaying, serving
from tests.api.test_live import Client, opened, tell
from tests.factories.catalogue import make_product

pytestmark = pytest.mark.usefixtures("database")

PRICES = """
subscription($id: ID!, $after: String) {
  productAvailability(productId: $id, after: $after) {
    sequence event resync product { variants { price { amount { minor } } } }
  }
}
"""


@pytest_asyncio.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    async with serving() as server:
        yield f"ws://127.0.0.1:{server.config.port}/graphql"


async def update(client: Client) -> tuple[str | None, int, str | None]:
    told = (await client.hear())["payload"]["data"]["productAvailability"]
    [variant] = told["product"]["variants"]
    return told["event"], variant["price"]["amount"]["minor"], told["sequence"]


def a_variant() -> Any:
    return make_product(price=Money(100_00, "NGN")).variants.get()


async def price(variant: Any, minor: int, **times: Any) -> None:
    new = NewPrice(variant_id=variant.id, amount=Money(minor, "NGN"), **times)
    await in_transaction(set_prices, prices=[new], now=utc_now())


async def test_tells_of_a_new_price(url: str) -> None:
    variant = await in_transaction(a_variant)
    async with relaying(), opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(PRICES, id=encode_id("Product", variant.product_id))
        assert await update(client) == (None, 100_00, None)

        await price(variant, 90_00)

        assert (await update(client))[:2] == ("PriceChanged", 90_00)


type Told = tuple[str | None, int, str | None]


async def hear_a_plan(url: str, *, ahead: timedelta, lasts: timedelta) -> tuple[list[list[Told]], list[timedelta]]:
    """What two subscribers are told of a price that is planned, and when after the plan, its begin and its end."""
    variant = await in_transaction(a_variant)
    heard: list[list[Told]] = [[], []]
    late: list[timedelta] = []
    async with relaying(), opened(url) as one, opened(url) as other:
        clients = [Client(one), Client(other)]
        for client in clients:
            await client.start()
            await client.subscribe(PRICES, id=encode_id("Product", variant.product_id))
            assert await update(client) == (None, 100_00, None)
        planned = utc_now()
        begins, ends = planned + ahead, planned + ahead + lasts
        await price(variant, 70_00, valid_from=begins, valid_until=ends)

        for moment in (planned, begins, ends):
            for client, told in zip(clients, heard, strict=True):
                told.append(await update(client))
            late.append(utc_now() - moment)
        assert await clients[0].hears_nothing()
    return heard, late


async def test_tells_of_a_planned_price_when_it_begins_and_when_it_ends(url: str) -> None:
    ahead, lasts, second = timedelta(seconds=2), timedelta(seconds=2), timedelta(seconds=1)
    for _ in range(5):
        heard, late = await hear_a_plan(url, ahead=ahead, lasts=lasts)
        # Never early; and to the second, where the machine is not busy with something else.
        assert min(late) >= timedelta()
        if late[0] < ahead and late[1] < lasts and min(late[1:]) < second:
            break
        # A busy machine has not told of one thing before the next one: it gets more time for it.
        ahead, lasts = 2 * ahead, 2 * lasts

    assert min(late[1:]) < second, late
    assert [each[:2] for each in heard[0]] == [
        ("PriceChanged", 100_00),
        ("PriceTookEffect", 70_00),
        ("PriceTookEffect", 100_00),
    ]
    # Each subscriber has a timer of its own; what they say is one event.
    assert heard[0] == heard[1]


async def test_tells_who_comes_back_of_the_price_that_began_meanwhile(url: str) -> None:
    variant = await in_transaction(a_variant)
    number = await tell(f"product:{variant.product_id}", "StockLevelChanged")
    await price(variant, 80_00, valid_from=utc_now() + timedelta(seconds=0.3))
    await asyncio.sleep(0.5)
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(PRICES, id=encode_id("Product", variant.product_id), after=number)

        assert await update(client) == ("PriceTookEffect", 80_00, str(int(number) + 1))
