"""What was asked is kept by the database, and read in one statement."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from domains.catalogue.models import Price, Variant
from domains.catalogue.price_history_queries import lowest_before_reduction_by_product_id, price_steps_by_variant_id
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.money import Money
from tests.factories.catalogue import make_price, make_product, make_variant
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

DAY = timedelta(days=1)


def eur(major: int) -> Money:
    return Money(major * 100, "EUR")


@pytest.mark.parametrize(
    "change",
    [
        {"amount_minor": 1},
        {"compare_at_minor": None},
        {"currency": "USD"},
        {"valid_from": F("valid_from") - DAY},
        {"valid_until": F("valid_from") + DAY},
    ],
    ids=["amount", "compare_at", "currency", "valid_from", "valid_until"],
)
def test_the_past_is_not_rewritten(change: dict[str, object]) -> None:
    variant = make_variant(price=None)
    begun = make_price(variant=variant, price=eur(80), compare_at=eur(100), valid_from=utc_now() - 9 * DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(id=begun.id).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(id=begun.id).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Variant.objects.filter(id=variant.id).delete()

    kept = Price.objects.get()
    assert (kept.amount_minor, kept.compare_at_minor, kept.currency, kept.valid_until) == (8_000, 10_000, "EUR", None)


def test_the_future_may_still_change() -> None:
    variant, now = make_variant(price=None), utc_now()
    holds = make_price(variant=variant, price=eur(80), valid_from=now - DAY)
    planned = make_price(variant=variant, price=eur(70), valid_from=now + DAY)

    Price.objects.filter(id=holds.id).update(valid_until=now + 9 * DAY)
    Price.objects.filter(id=planned.id).update(amount_minor=6_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(id=planned.id).update(valid_from=now - DAY)
    Price.objects.filter(id=planned.id).delete()

    assert Price.objects.get().valid_until == now + 9 * DAY


def test_an_overwritten_price_stays() -> None:
    variant, now = make_variant(price=None), utc_now()
    make_price(variant=variant, price=eur(100), valid_from=now - 9 * DAY)

    set_prices(prices=[NewPrice(variant_id=variant.id, amount=eur(80), compare_at=eur(100))], now=now)

    assert list(Price.objects.order_by("valid_from").values_list("amount_minor", flat=True)) == [10_000, 8_000]


async def test_keeps_currencies_apart() -> None:
    variant, now = await in_transaction(make_variant, price=None), utc_now()
    for amount, since in ((eur(100), 9), (Money(50_00, "USD"), 8)):
        await in_transaction(make_price, variant=variant, price=amount, valid_from=now - since * DAY)

    euros = await price_steps_by_variant_id(variant_ids=[variant.id], currency="EUR", at=now)
    naira = await price_steps_by_variant_id(variant_ids=[variant.id], currency="NGN", at=now)

    assert [step.amount for step in euros[variant.id]] == [eur(100)]
    assert naira == {}


async def test_a_product_shows_the_past_of_its_cheapest_variant() -> None:
    now = utc_now()
    product = await in_transaction(make_product, sizes=("S", "M", "L"), price=None)
    for position, (regular, sale) in enumerate(((100, 90), (80, 70), (60, 50))):
        variant = await in_transaction(product.variants.get, position=position)
        await in_transaction(make_price, variant=variant, price=eur(regular), valid_from=now - 60 * DAY)
        await in_transaction(
            make_price, variant=variant, price=eur(sale), compare_at=eur(regular + 20), valid_from=now - DAY
        )
    await in_transaction(product.variants.filter(position=2).update, is_active=False)

    found = await lowest_before_reduction_by_product_id(product_ids=[product.id], currency="EUR", at=now)
    before = await lowest_before_reduction_by_product_id(product_ids=[product.id], currency="EUR", at=now - 2 * DAY)

    assert found == {product.id: eur(80)}
    assert before == {}


@pytest.mark.parametrize("count", [1, 50])
async def test_reads_any_number_in_one_statement(count: int) -> None:
    product = await in_transaction(make_product, sizes=[f"S{number}" for number in range(count)], price=eur(10))
    ids = await in_transaction(lambda: list(product.variants.values_list("id", flat=True)))

    with counted_statements() as statements:
        found = await price_steps_by_variant_id(variant_ids=ids, currency="EUR", at=utc_now())

    assert len(found) == count
    assert len(statements) == 1
