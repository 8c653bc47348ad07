"""A vendor's people put a count right: with a reason, as a movement, and never below what is promised."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db.models import Sum

from domains.common.errors import Denied, InvalidInput, NotFound
from domains.common.ids import new_id
from domains.identity.models import User
from domains.inventory.errors import NotAtThisLocation, OutOfStock, QuantityOutOfRange, StockPromised
from domains.inventory.models import Reservation, StockLevel, StockLocation, StockMovement
from domains.inventory.services.hold_stock import hold_stock
from domains.inventory.services.keep_own_stock import correct_own_stock, receive_own_stock
from domains.vendors.errors import HouseClosed
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.domains.own_products import a_house, events
from tests.factories.catalogue import make_variant
from tests.factories.inventory import make_location, make_stock
from tests.factories.vendors import make_member, make_vendor

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def shelves(*on_hand: int) -> tuple[User, StockLocation, list[UUID]]:
    """A member of a house, its place, and a variant there with each of these numbers of units."""
    member, product = a_house(sizes=[f"s{place}" for place in range(len(on_hand))])
    place = make_location(vendor=product.vendor)
    variants = list(product.variants.order_by("position"))
    for variant, units in zip(variants, on_hand, strict=True):
        make_stock(variant=variant, on_hand=units, location=place)
    return member, place, [variant.id for variant in variants]


def correct(member: User, place: StockLocation, counts: Mapping[UUID, int], reason: str = "Stocktake") -> None:
    correct_own_stock(location_id=place.id, member_id=member.id, counts=counts, reason=reason, now=NOW)


def hold(variant_id: UUID, quantity: int = 1) -> None:
    until = NOW + timedelta(minutes=10)
    hold_stock(purchase_id=new_id(), wanted={variant_id: quantity}, expires_at=until, now=NOW)


def levels(variant_ids: list[UUID]) -> list[tuple[int, int]]:
    found = {level.variant_id: (level.on_hand, level.reserved) for level in StockLevel.objects.all()}
    return [found[variant_id] for variant_id in variant_ids]


def corrections() -> list[tuple[int, str, str]]:
    rows = StockMovement.objects.filter(reason="corrected").order_by("level__variant__position")
    return list(rows.values_list("delta", "reference", "actor"))


def test_each_difference_is_a_movement_with_its_reason() -> None:
    member, place, (fewer, equal, more) = shelves(10, 4, 0)

    correct(member, place, {fewer: 7, equal: 4, more: 2}, reason=" Moths ")

    assert levels([fewer, equal, more]) == [(7, 0), (4, 0), (2, 0)]
    assert corrections() == [(-3, "Moths", f"customer:{member.id}"), (2, "Moths", f"customer:{member.id}")]
    assert sorted(events()) == ["StockLevelChanged", "StockLevelChanged", "VariantRestocked"]


def test_counts_what_was_never_there() -> None:
    member, product = a_house()
    place, variant = make_location(vendor=product.vendor), product.variants.get()

    correct(member, place, {variant.id: 3})

    assert (levels([variant.id]), corrections()) == ([(3, 0)], [(3, "Stocktake", f"customer:{member.id}")])


def test_never_goes_below_what_is_promised_and_then_corrects_nothing() -> None:
    member, place, (plain, promised) = shelves(10, 10)
    hold(promised, 4)

    with pytest.raises(StockPromised) as caught:
        correct(member, place, {plain: 1, promised: 3})
    assert (caught.value.reserved, caught.value.path) == (4, ("counts", "1", "onHand"))
    assert (levels([plain, promised]), corrections()) == ([(10, 0), (10, 4)], [])

    correct(member, place, {promised: 4})

    assert levels([promised]) == [(4, 4)]


def test_says_which_count_is_wrong_and_corrects_nothing() -> None:
    member, place, (own,) = shelves(10)
    foreign = make_variant().id

    for counts, error, path in (
        ({own: -1}, QuantityOutOfRange, ("counts", "0", "onHand")),
        ({own: 1_000_001}, QuantityOutOfRange, ("counts", "0", "onHand")),
        ({own: 1, foreign: 1}, NotAtThisLocation, ("counts", "1", "variant")),
        ({own: 1, new_id(): 1}, NotAtThisLocation, ("counts", "1", "variant")),
        ({}, InvalidInput, ("counts",)),
        ({new_id(): 1 for _ in range(201)}, InvalidInput, ("counts",)),
    ):
        with pytest.raises(error) as caught:
            correct(member, place, counts)
        assert caught.value.path == path
    for reason in ("", "  ", "x" * 81, "a\u202eb"):
        with pytest.raises(InvalidInput) as unsaid:
            correct(member, place, {own: 1}, reason=reason)
        assert unsaid.value.path == ("reason",)

    assert (levels([own]), corrections()) == ([(10, 0)], [])


def test_is_for_those_who_keep_the_shelves() -> None:
    member, place, (variant,) = shelves(10)
    helper, stranger = make_member(vendor=place.vendor, role="staff"), make_member(vendor=make_vendor())
    unknown = make_member(vendor=place.vendor, role="guest")

    correct(helper, place, {variant: 9})
    for somebody, error in ((stranger, NotFound), (unknown, Denied)):
        with pytest.raises(error):
            correct(somebody, place, {variant: 1})
    place.vendor.status = "closed"
    place.vendor.save()
    with pytest.raises(HouseClosed):
        correct(member, place, {variant: 1})

    assert levels([variant]) == [(9, 0)]


def test_under_shoppers_who_buy_meanwhile_no_promise_is_broken() -> None:
    member, place, (variant,) = shelves(20)
    others = [member, *(make_member(vendor=place.vendor) for _ in range(3))]
    shoppers = [partial(hold, variant) for _ in range(24)]
    counters = [partial(correct, somebody, place, {variant: 8}) for somebody in others for _ in range(3)]

    with many_connections():
        answers = all_at_once([*shoppers, *counters])

    level = StockLevel.objects.get()
    assert {type(answer) for answer in answers} <= {type(None), OutOfStock, StockPromised}
    promised = sum(answer is None for answer in answers[: len(shoppers)])
    assert (level.reserved, Reservation.objects.count()) == (promised, promised)
    assert level.on_hand >= level.reserved
    assert StockMovement.objects.aggregate(units=Sum("delta"))["units"] == level.on_hand
    # Once it was put right nobody counts another number, so it is one movement or none.
    assert (level.on_hand, len(corrections())) in {(8, 1), (20, 0)}


def test_counts_and_arrivals_in_opposite_orders_do_not_deadlock() -> None:
    member, place, variants = shelves(50, 50, 50)
    others = [member, *(make_member(vendor=place.vendor) for _ in range(5))]
    there, back = dict.fromkeys(variants, 30), dict.fromkeys(reversed(variants), 40)
    receive = partial(
        receive_own_stock, location_id=place.id, units=dict.fromkeys(reversed(variants), 1), reference="", now=NOW
    )
    before = deadlocks()

    with many_connections():
        answers = all_at_once(
            [
                call
                for somebody in others
                for call in (
                    partial(correct, somebody, place, there),
                    partial(receive, member_id=somebody.id),
                    partial(correct, somebody, place, back),
                )
            ]
        )

    assert (set(answers), deadlocks() - before) == ({None}, 0)
    for level in StockLevel.objects.all():
        assert level.movements.aggregate(units=Sum("delta"))["units"] == level.on_hand
