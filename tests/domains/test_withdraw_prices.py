"""A planned price is taken back to the very moment it begins; what was asked stays told."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from domains.catalogue.errors import PriceBegun
from domains.catalogue.models import Price, PriceRange, Product, Variant
from domains.catalogue.price_history_queries import lowest_before_reduction_by_product_id
from domains.catalogue.queries import price_by_variant_id, price_range_by_product_id
from domains.catalogue.services.locking import locked_product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.submissions.queries import planned_prices_by_variant_id
from domains.catalogue.submissions.services.offer_products import withdraw_own_prices
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import Denied, InvalidInput, NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.common.money import Money
from domains.identity.models import User
from tests.concurrency import all_at_once, beside, many_connections, until_waiting
from tests.domains.own_products import a_house, events
from tests.factories.catalogue import make_price, make_product
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ngn(major: int) -> Money:
    return Money(major * 100, "NGN")


def planned(variant: Variant, price: Money, *, begins: datetime, **facts: Any) -> Price:
    [made] = set_prices(
        prices=[NewPrice(variant_id=variant.id, amount=price, valid_from=begins, **facts)], now=utc_now()
    )
    return made


def a_plan(**facts: Any) -> tuple[User, Product, Price]:
    """A house's product at 100, and a sale of it at 50 that begins in an hour."""
    member, product = a_house(price=ngn(100))
    begins = utc_now() + HOUR
    return member, product, planned(product.variants.get(), ngn(50), begins=begins, compare_at=ngn(100), **facts)


def withdraw(member: User, product: Product, *prices: Price, now: datetime | None = None) -> None:
    withdraw_own_prices(
        product_id=product.id, member_id=member.id, price_ids=[price.id for price in prices], now=now or utc_now()
    )


def test_what_counts_without_it_goes_on() -> None:
    member, product, sale = a_plan()
    told = len(events())

    withdraw(member, product, sale)

    assert list(Price.objects.values_list("amount_minor", flat=True)) == [100_00]
    ranges = PriceRange.objects.filter(product=product).values_list("lowest_minor", "valid_until", "is_reduced")
    assert list(ranges) == [(100_00, None, False)]
    assert events()[told:] == ["PriceChanged"]
    payload = OutboxEvent.objects.latest("id").payload
    assert payload["variant_ids"] == [str(sale.variant_id)]
    assert datetime.fromisoformat(payload["valid_from"]) == sale.valid_from


@pytest.mark.parametrize(
    ("before", "is_withdrawn"), [(1, True), (0, False), (-1, False)], ids=["just before", "at it", "just after"]
)
def test_is_exact_to_the_instant(before: int, is_withdrawn: bool) -> None:
    member, product, sale = a_plan()
    now = sale.valid_from - before * timedelta(microseconds=1)

    if is_withdrawn:
        withdraw(member, product, sale, now=now)
    else:
        with pytest.raises(PriceBegun) as caught:
            withdraw(member, product, sale, now=now)
        assert caught.value.price_ids == (sale.id,)

    assert Price.objects.filter(id=sale.id).exists() is not is_withdrawn


def test_takes_all_or_none() -> None:
    member, product, sale = a_plan()
    [begun] = Price.objects.exclude(id=sale.id)
    foreign = planned(make_product(vendor=product.vendor).variants.get(), ngn(9), begins=utc_now() + HOUR)
    unknown = Price(id=new_id())
    told = len(events())

    for others, error in (([begun], PriceBegun), ([foreign], NotFound), ([unknown], NotFound)):
        with pytest.raises(error):
            withdraw(member, product, sale, *others)
    for many in ([], [sale] * 201):
        with pytest.raises(InvalidInput):
            withdraw(member, product, *many)

    assert (Price.objects.filter(id=sale.id).count(), len(events())) == (1, told)


def test_is_for_those_who_may_set_prices() -> None:
    _, product, sale = a_plan()
    helper, stranger = make_member(vendor=product.vendor, role="staff"), make_member(vendor=make_vendor())

    for somebody, error in ((helper, Denied), (stranger, NotFound)):
        with pytest.raises(error):
            withdraw(somebody, product, sale)

    assert Price.objects.filter(id=sale.id).exists()


def test_a_price_that_began_while_its_product_was_held_stays() -> None:
    member, product = a_house(price=ngn(100))
    sale = make_price(variant=product.variants.get(), price=ngn(50), valid_from=utc_now() + timedelta(seconds=2))
    asked_at = utc_now()

    with many_connections():
        with transaction.atomic():
            locked_product(product.id)
            thread, answers = beside(partial(withdraw, member, product, sale, now=asked_at))
            until_waiting(1)
            while utc_now() <= sale.valid_from:
                Event().wait(0.02)
        thread.join(timeout=120)

    assert [type(answer) for answer in answers] == [PriceBegun]
    assert Price.objects.filter(id=sale.id).exists()


def test_of_many_at_once_one_withdraws_it() -> None:
    member, product, sale = a_plan()
    told = len(events())

    with many_connections():
        answers = all_at_once([partial(withdraw, member, product, sale)] * 8)

    assert Counter(type(answer) for answer in answers) == {type(None): 1, NotFound: 7}
    assert events()[told:] == ["PriceChanged"]


async def test_what_was_withdrawn_is_in_no_price_of_the_past() -> None:
    member, product, sale = await in_transaction(a_plan, valid_until=utc_now() + 2 * HOUR)
    await in_transaction(withdraw, member, product, sale)
    reduced = await in_transaction(
        planned, await in_transaction(product.variants.get), ngn(80), begins=utc_now() + 2 * DAY, compare_at=ngn(100)
    )

    at = {"currency": "NGN", "at": sale.valid_from}
    then = {"currency": "NGN", "at": reduced.valid_from}
    price = (await price_by_variant_id(variant_ids=[sale.variant_id], **at))[sale.variant_id]  # type: ignore[arg-type]
    span = (await price_range_by_product_id(product_ids=[product.id], **at))[product.id]  # type: ignore[arg-type]
    lowest = await lowest_before_reduction_by_product_id(product_ids=[product.id], **then)  # type: ignore[arg-type]

    assert (price.amount, span.lowest, lowest) == (ngn(100), ngn(100), {product.id: ngn(100)})


def _plans(number: int) -> list[Any]:
    product, now = make_product(sizes=[f"s{n}" for n in range(number)], price=ngn(100)), utc_now()
    for variant in product.variants.all():
        for place in range(2):
            make_price(variant=variant, price=ngn(90 - place), valid_from=now + (place + 1) * HOUR)
    return [variant.id for variant in product.variants.all()]


async def test_plans_are_read_in_one_statement_the_first_to_begin_first() -> None:
    for number in (1, 20):
        variant_ids = await in_transaction(_plans, number)
        with counted_statements() as statements:
            found = await planned_prices_by_variant_id(variant_ids=variant_ids, at=utc_now())

        assert len(statements) == 1
        assert [[row.amount for row in found[key]] for key in variant_ids] == [[ngn(90), ngn(89)]] * number
