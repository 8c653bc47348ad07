"""The cart, followed by all devices of its owner."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from domains.checkout.models import CartLine
from domains.checkout.services.bring_along import bring_along
from domains.checkout.services.change_lines import add_line, clear_cart, remove_line, update_line
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.live_log import standing
from domains.identity.viewer import Owner
from tests.api.live_server import relaying, serving, settle
from tests.api.test_live import Client, followed, opened
from tests.api.test_live_resume import token_of
from tests.factories.catalogue import make_variant
from tests.factories.checkout import an_owner
from tests.factories.identity import a_user, an_access_token
from tests.factories.inventory import make_stock
from tests.factories.orders import make_order
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")

CART = """
subscription($after: String) {
  cartUpdated(after: $after) { sequence event resync cart { lines { quantity } total { minor } } }
}
"""


@pytest_asyncio.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    async with serving() as server:
        yield f"ws://127.0.0.1:{server.config.port}/graphql"


async def update(client: Client) -> dict[str, Any]:
    told: dict[str, Any] = (await client.hear())["payload"]["data"]["cartUpdated"]
    return told


async def follow(client: Client, token: str, after: str | None = None) -> None:
    await client.start(token)
    await client.subscribe(CART, after=after)


def a_stocked_variant() -> Any:
    variant = make_variant()
    make_stock(variant=variant, on_hand=50)
    return variant


async def add(owner: Owner, variant: Any, quantity: int) -> None:
    facts = {"variant_id": variant.id, "quantity": quantity, "currency": "NGN", "now": utc_now()}
    await in_transaction(add_line, owner=owner, **facts)


async def test_tells_every_device_of_every_change(url: str) -> None:
    owner, variant = an_owner(), await in_transaction(a_stocked_variant)
    async with relaying(), opened(url) as one, opened(url) as other:
        devices = [Client(one), Client(other)]
        for device in devices:
            await follow(device, token_of(owner.id))
            assert await update(device) == {"sequence": None, "event": None, "resync": False, "cart": None}

        await add(owner, variant, 2)
        line = await in_transaction(CartLine.objects.get)
        told = [await update(device) for device in devices]
        await in_transaction(update_line, owner=owner, line_id=line.id, quantity=5, now=utc_now())
        told += [await update(device) for device in devices]
        await in_transaction(remove_line, owner=owner, line_id=line.id, now=utc_now())
        told += [await update(device) for device in devices]
        await add(owner, variant, 1)
        told += [await update(device) for device in devices]
        await in_transaction(clear_cart, owner=owner, now=utc_now())
        told += [await update(device) for device in devices]

    quantities = [[line["quantity"] for line in each["cart"]["lines"]] for each in told[::2]]
    assert quantities == [[2], [5], [], [1], []]
    assert {each["event"] for each in told} == {"CartChanged"}
    assert told[::2] == told[1::2]
    first = int(told[0]["sequence"])
    assert [int(each["sequence"]) for each in told[::2]] == list(range(first, first + 5))


async def test_tells_of_a_merge_on_both_sides(url: str) -> None:
    def customer() -> tuple[Any, str]:
        user = a_user()
        return user, an_access_token(user)

    guest, variant = an_owner(), await in_transaction(a_stocked_variant)
    user, token = await in_transaction(customer)
    await add(guest, variant, 3)
    await settle()
    async with relaying(), opened(url) as one, opened(url) as other:
        guests, accounts = Client(one), Client(other)
        await follow(guests, token_of(guest.id))
        await follow(accounts, token)
        assert (await update(accounts))["cart"] is None
        assert [line["quantity"] for line in (await update(guests))["cart"]["lines"]] == [3]

        await in_transaction(bring_along, guest_id=guest.id, user_id=user.id, now=utc_now())

        assert [line["quantity"] for line in (await update(accounts))["cart"]["lines"]] == [3]
        assert (await update(guests))["cart"] is None


async def test_tells_of_the_completion(url: str) -> None:
    owner = an_owner()
    async with relaying(), opened(url) as connection:
        client = Client(connection)
        await follow(client, token_of(owner.id))
        assert (await update(client))["cart"] is None

        await in_transaction(lambda: make_order(now=utc_now(), owner=owner))

        told = await update(client)
        assert (told["event"], told["cart"]) == ("OrderPlaced", None)


async def test_tells_nobody_else(url: str) -> None:
    owner, variant = an_owner(), await in_transaction(a_stocked_variant)
    async with relaying(), opened(url) as connection:
        client = Client(connection)
        await follow(client, token_of(an_owner().id))
        assert (await update(client))["cart"] is None

        await add(owner, variant, 1)

        assert await client.hears_nothing()


async def _stands_at(topic: str, number: int) -> bool:
    return (await standing(topic, after=None)).last == number


async def test_goes_on_after_the_last_number(url: str) -> None:
    owner, variant = an_owner(), await in_transaction(a_stocked_variant)
    async with relaying():
        async with opened(url) as connection:
            client = Client(connection)
            await follow(client, token_of(owner.id))
            await update(client)
            await add(owner, variant, 1)
            last = (await update(client))["sequence"]
            connection.transport.abort()
        await add(owner, variant, 1)
        await until(partial(_stands_at, f"cart-of:{owner.id}", int(last) + 1))
        async with opened(url) as connection:
            client = Client(connection)
            await follow(client, token_of(owner.id), after=last)
            await followed(f"cart-of:{owner.id}")
            await add(owner, variant, 1)

            told = [await update(client), await update(client)]

    assert [int(each["sequence"]) - int(last) for each in told] == [1, 2]
    # Each is told as the cart is by then.
    assert [line["quantity"] for line in told[-1]["cart"]["lines"]] == [3]
