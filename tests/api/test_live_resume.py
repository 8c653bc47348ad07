"""Taking up a subscription of orders where it ended: what was missed is told again, to its owner alone."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import DomainError
from domains.common.events import record
from domains.common.ids import new_id
from domains.common.live import publish
from domains.common.models import OutboxEvent
from domains.identity.viewer import Owner, Viewer, ViewerKind
from domains.orders.events import PurchaseReleased
from domains.orders.missed import MOST, OLDEST
from resolvers.context import Context
from resolvers.live import Update, order_updates
from tests.factories.checkout import an_owner
from tests.factories.orders import make_purchase

pytestmark = pytest.mark.usefixtures("database")


def _released(owner: Owner, times: int) -> tuple[UUID, list[int]]:
    """A purchase of the owner's, and the sequence numbers of so many events of it."""
    with transaction.atomic():
        purchase_id = make_purchase(owner=owner, now=utc_now()).purchase_id
        OutboxEvent.objects.all().delete()
        for _ in range(times):
            record(
                PurchaseReleased(
                    purchase_id=purchase_id,
                    cart_id=new_id(),
                    owner_kind=owner.kind,
                    owner_id=owner.id,
                    because="declined",
                )
            )
        return purchase_id, list(OutboxEvent.objects.order_by("id").values_list("id", flat=True))


async def _hear(owner: Owner, count: int, *, after: str | None) -> list[Update[Any]]:
    viewer = Viewer(kind=ViewerKind(owner.kind), id=owner.id)
    context = Context(viewer=viewer, now=utc_now(), currency="NGN")
    heard: list[Update[Any]] = []
    updates = order_updates(context, order_id=None, after=after)
    try:
        async with asyncio.timeout(1):
            while len(heard) < count:
                heard.append(await anext(updates))
    except TimeoutError:
        pass
    finally:
        await updates.aclose()  # type: ignore[attr-defined]  # it is a generator
    return heard


async def test_tells_again_what_was_missed_in_order() -> None:
    owner = an_owner()
    _, [first, second, third] = await in_transaction(_released, owner, 3)

    heard = await _hear(owner, 2, after=str(first))

    assert [(each.sequence, each.event) for each in heard] == [
        (second, "PurchaseReleased"),
        (third, "PurchaseReleased"),
    ]


async def test_tells_nothing_of_somebody_elses() -> None:
    await in_transaction(_released, an_owner(), 2)

    assert await _hear(an_owner(), 1, after="0") == []


async def test_tells_nothing_twice() -> None:
    owner = an_owner()
    _, [only] = await in_transaction(_released, owner, 1)
    hearing = asyncio.create_task(_hear(owner, 3, after=str(only - 1)))
    await asyncio.sleep(0.3)
    for sequence in (only, only + 1):
        await publish(topic=f"orders-of:{owner.id}", sequence=sequence, name="PurchaseReleased", payload={})

    assert [each.sequence for each in await hearing] == [only, only + 1]


@pytest.mark.parametrize(("count", "resyncs"), [(MOST, False), (MOST + 1, True)])
async def test_says_to_look_again_where_too_much_was_missed(count: int, resyncs: bool) -> None:
    owner = an_owner()
    _, sequences = await in_transaction(_released, owner, count)

    heard = await _hear(owner, 1, after=str(sequences[0] - 1))

    assert [each.resync for each in heard] == [resyncs]


async def test_says_to_look_again_where_it_was_too_long_ago() -> None:
    owner = an_owner()
    _, [first] = await in_transaction(_released, owner, 1)
    long_ago = utc_now() - OLDEST - timedelta(seconds=1)
    await in_transaction(OutboxEvent.objects.update, recorded_at=long_ago)

    [heard] = await _hear(owner, 1, after=str(first - 1))

    assert (heard.resync, heard.sequence) == (True, None)


@pytest.mark.parametrize("after", ["", "-1", "x", "1.5", "9" * 19, "٣"])
async def test_refuses_what_is_no_sequence_number(after: str) -> None:
    with pytest.raises(DomainError, match="no sequence number"):
        await _hear(an_owner(), 1, after=after)
