"""Take back prices that were planned and have not begun."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.errors import PriceBegun
from domains.catalogue.models import Price
from domains.catalogue.services.locking import locked_products
from domains.catalogue.services.price_changes import price_changes
from domains.common.errors import NotFound
from domains.common.events import record

# The moment of the delete itself: a price may begin while this waits for its product, and is then asked of shoppers.
_WITHDRAW = """
    DELETE FROM catalogue_price
    WHERE id = ANY(%(ids)s) AND valid_from > greatest(%(at)s, clock_timestamp())
    RETURNING id
"""


def withdraw_prices(*, price_ids: Collection[UUID], now: datetime) -> None:
    """Take back prices that begin later, all or none: what would have counted without them does.

    Raises NotFound for an unknown one, and PriceBegun where any of them has begun, be it at this very moment.
    """
    wanted = set(price_ids)
    with transaction.atomic():
        locked_products(Price.objects.filter(id__in=wanted).values_list("variant__product_id", flat=True))
        # Behind the lock: somebody else may have withdrawn one meanwhile.
        rows = list(Price.objects.filter(id__in=wanted).select_related("variant").order_by("variant__product_id"))
        if len(rows) < len(wanted):
            raise NotFound("There is no such price.")
        gone = _delete(wanted, now)
        if begun := wanted - gone:
            raise PriceBegun(price_ids=sorted(begun))
        record(*price_changes(rows, product_of={row.variant_id: row.variant.product_id for row in rows}))


def _delete(price_ids: set[UUID], now: datetime) -> set[UUID]:
    params: dict[str, Any] = {"ids": list(price_ids), "at": now}
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, params)
        return {price_id for (price_id,) in cursor.fetchall()}
