"""Find alerts whose moment came without an event of its own, or past one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.scopes import SELLABLE_SQL
from domains.common.events import record
from domains.notifications.alerts.ways import WAYS_SQL
from domains.notifications.events import AlertsWaiting
from domains.notifications.models import Alert, AlertLook

_PRICES = "prices"
# Looked at again each time: the clocks of two machines may differ, and looking twice tells nothing twice.
_OVERLAP = timedelta(minutes=2)
# After a long pause no further back than this; what began earlier has had events.
_FURTHEST = timedelta(days=7)

# Prices that begin or end by themselves, and products shown from a moment on. So too where the price had dropped before
# the address was confirmed, or before its owner wanted to be told again.
_PRICES_MOVED = """
SELECT DISTINCT alert.product_id
FROM notifications_alert AS alert
JOIN catalogue_product AS product ON product.id = alert.product_id
WHERE alert.kind = 'price' AND alert.fired_at IS NULL AND alert.confirmed_at IS NOT NULL AND (
    product.publish_at > %(since)s AND product.publish_at <= %(until)s
    OR alert.confirmed_at > %(since)s AND alert.confirmed_at > alert.created_at
    OR EXISTS (
        SELECT FROM notifications_preference AS choice
        WHERE choice.user_id = alert.user_id AND choice.topic = 'alerts' AND choice.changed_at > %(since)s
    ) OR EXISTS (
        SELECT FROM catalogue_variant AS variant
        JOIN catalogue_price AS price ON price.variant_id = variant.id AND price.currency = alert.currency
        WHERE variant.product_id = alert.product_id AND (
            price.valid_from > %(since)s AND price.valid_from <= %(until)s
            OR price.valid_until > %(since)s AND price.valid_until <= %(until)s
        )
    )
)
"""
# Nobody waits for what is in stock, except where the event came before they asked was committed, or before the product
# was shown.
_STOCK_THERE = f"""
SELECT DISTINCT alert.product_id, alert.variant_id
FROM notifications_alert AS alert
JOIN catalogue_variant AS variant ON variant.id = alert.variant_id AND variant.is_active
JOIN catalogue_product AS product ON product.id = alert.product_id
JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
LEFT JOIN identity_user AS person ON person.id = alert.user_id AND person.is_active
CROSS JOIN {WAYS_SQL}
WHERE alert.kind = 'stock' AND alert.fired_at IS NULL AND alert.confirmed_at IS NOT NULL AND {SELLABLE_SQL}
    AND (way.by_mail OR way.in_feed OR way.by_sms)
    AND EXISTS (
        SELECT FROM inventory_level AS level WHERE level.variant_id = alert.variant_id
        HAVING sum(level.on_hand - level.reserved) > 0
    )
LIMIT %(limit)s
"""  # noqa: S608 - constants only


def announce_stock(*, variant_id: UUID, cause: str) -> None:
    """Have those told who wait for a variant that is back, if anybody does."""
    with transaction.atomic():
        waiting = Alert.objects.filter(kind="stock", variant=variant_id, fired_at=None, confirmed_at__isnull=False)
        product_id = waiting.values_list("product_id", flat=True).first()
        if product_id is not None:
            record(AlertsWaiting(product_id=product_id, variant_id=variant_id, cause=cause))


def announce_house(*, vendor_id: UUID, cause: str) -> None:
    """Have those told who wait for prices of a house that may sell again: they may have dropped meanwhile."""
    with transaction.atomic():
        waiting = Alert.objects.filter(
            kind="price", product__vendor=vendor_id, fired_at=None, confirmed_at__isnull=False
        )
        product_ids = waiting.values_list("product_id", flat=True).order_by("product_id").distinct()
        record(*(AlertsWaiting(product_id=product_id, variant_id=None, cause=cause) for product_id in product_ids))


def look_for_alerts(*, now: datetime, limit: int = 500) -> int:
    """Have alerts told whose price began or ended since the last look, or whose stock is there; gives how many goods.

    May be repeated and run by several at once: they take turns, and what was told is over.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        AlertLook.objects.bulk_create([AlertLook(name=_PRICES, looked_until=now)], ignore_conflicts=True)
        look = AlertLook.objects.select_for_update().get(name=_PRICES)
        since = max(look.looked_until - _OVERLAP, now - _FURTHEST)
        cursor.execute(_PRICES_MOVED, {"since": since, "until": now})
        found = [(product_id, None) for (product_id,) in cursor.fetchall()]
        cursor.execute(_STOCK_THERE, {"at": now, "limit": limit})
        found += cursor.fetchall()
        cause = f"look:{now.isoformat()}"
        if found:
            record(
                *(
                    AlertsWaiting(product_id=product_id, variant_id=variant_id, cause=cause)
                    for product_id, variant_id in found
                )
            )
        AlertLook.objects.filter(name=_PRICES, looked_until__lt=now).update(looked_until=now)
    return len(found)
