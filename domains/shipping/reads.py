"""What vendors offer, for writes. Sync, inside the caller's transaction."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from domains.shipping.rates import MethodOffer, RateRow, offers_from

# A zone that names the country shuts out its vendor's `*` zones, even where it has no method in the currency.
OFFERS_SQL = """
WITH covering AS (
    SELECT zone.id, zone.vendor_id, %(country)s::text = ANY(zone.countries) AS is_named,
           bool_or(%(country)s::text = ANY(zone.countries)) OVER (PARTITION BY zone.vendor_id) AS any_named
    FROM shipping_zone AS zone
    WHERE zone.vendor_id = ANY(%(vendor_ids)s::uuid[])
      AND zone.countries && ARRAY[%(country)s::text, '*']::varchar[]
)
SELECT covering.vendor_id, method.id, method.code, method.name, method.min_days, method.max_days,
       rate.min_subtotal_minor, rate.amount_minor
FROM covering
JOIN shipping_method AS method ON method.zone_id = covering.id AND method.is_active
JOIN shipping_rate AS rate ON rate.method_id = method.id AND rate.currency = %(currency)s::text
WHERE covering.is_named = covering.any_named
ORDER BY covering.vendor_id, method.position, method.id, rate.min_subtotal_minor
"""


def methods_for(*, vendor_ids: Collection[UUID], country: str, currency: str) -> Mapping[UUID, tuple[MethodOffer, ...]]:
    """How each vendor ships to the country, priced in the currency; an empty tuple for one that does not."""
    params: dict[str, Any] = {"vendor_ids": list(vendor_ids), "country": country, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(OFFERS_SQL, params)
        rows = [RateRow(*row) for row in cursor.fetchall()]
    return offers_from(rows, vendor_ids=vendor_ids, currency=currency)
