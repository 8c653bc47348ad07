"""Set prices: always a further row, so that what was charged at any moment can still be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from domains.catalogue.errors import BadPrice, PriceInThePast, PriceMomentTaken
from domains.catalogue.models import Price, Variant
from domains.catalogue.services.locking import locked_products
from domains.catalogue.services.price_changes import price_changes
from domains.common.errors import NotFound
from domains.common.events import record
from domains.common.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """A price from `valid_from` on (the moment of the write, where none is said) until `valid_until`, or for good."""

    variant_id: UUID
    amount: Money
    compare_at: Money | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


def set_prices(*, prices: Sequence[NewPrice], now: datetime) -> list[Price]:
    """Add prices, all or none; the latest to begin counts, so nothing is closed or rewritten.

    Raises BadPrice, PriceInThePast, PriceMomentTaken, or NotFound for an unknown variant.
    """
    for new in prices:
        _check(new, now)
    with transaction.atomic():
        product_of = _products_of({new.variant_id for new in prices})
        locked_products(product_of.values())
        rows = [_row(new, now) for new in prices]
        try:
            with transaction.atomic():
                Price.objects.bulk_create(rows)
        except IntegrityError as error:
            raise PriceMomentTaken from error
        record(*price_changes(rows, product_of=product_of))
    return rows


def _check(new: NewPrice, now: datetime) -> None:
    begins = new.valid_from or now
    if begins < now:
        raise PriceInThePast
    if new.valid_until is not None and new.valid_until <= begins:
        raise BadPrice("A price ends after it has begun.", path=("valid_until",))
    if new.amount.minor <= 0:
        raise BadPrice("A price is more than nothing.", path=("amount",))
    if new.compare_at is not None and not new.amount < new.compare_at:
        raise BadPrice("The price to compare with is higher than the price.", path=("compare_at",))


def _products_of(variant_ids: set[UUID]) -> dict[UUID, UUID]:
    product_of = dict(Variant.objects.filter(id__in=variant_ids).values_list("id", "product_id"))
    if len(product_of) < len(variant_ids):
        raise NotFound("There is no such variant.")
    return product_of


def _row(new: NewPrice, now: datetime) -> Price:
    return Price(
        variant_id=new.variant_id,
        currency=new.amount.currency,
        amount_minor=new.amount.minor,
        compare_at_minor=new.compare_at.minor if new.compare_at else None,
        valid_from=new.valid_from or now,
        valid_until=new.valid_until,
    )
