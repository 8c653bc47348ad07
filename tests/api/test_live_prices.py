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


async def test_tells_of_a_planned_price_when_it_begins_and_when_it_ends(url: str) -> None:
    variant = await in_transaction(a_variant)
    heard: list[list[tuple[str | None, int, str | None]]] = [[], []]
    late: list[float] = []
    async with relaying(), opened(url) as one, opened(url) as other:
        clients = [Client(one), Client(other)]
        for client in clients:
            await client.start()
            await client.subscribe(PRICES, id=encode_id("Product", variant.product_id))
            assert await update(client) == (None, 100_00, None)
        # Late enough for a busy machine to tell both of the plan before.
        begins = utc_now() + timedelta(seconds=3)
        ends = begins + timedelta(seconds=2)
        await price(variant, 70_00, valid_from=begins, valid_until=ends)

        for moment in (None, begins, ends):
            for client, told in zip(clients, heard, strict=True):
                told.append(await update(client))
            if moment:
                late.append((utc_now() - moment).total_seconds())
        assert await clients[0].hears_nothing()

    assert [each[:2] for each in heard[0]] == [
        ("PriceChanged", 100_00),
        ("PriceTookEffect", 70_00),
        ("PriceTookEffect", 100_00),
    ]
    # Each subscriber has a timer of its own; what they say is one event.
    assert heard[0] == heard[1]
    # Never early; and to the second, where the machine is not busy with something else at both moments.
    assert 0 <= min(late) < 1, late


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
