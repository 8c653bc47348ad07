"""Tell alerts, a batch at a time: each once, whoever else tells at the same moment and whatever is repeated.

An alert is over when it was told. Telling marks it, writes its notice, its messages and its item of the feed in one
transaction; the notice is unique for the alert. So an event that is delivered twice, two workers at once, or a worker
that dies in between tell nothing twice and leave nothing out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.scopes import SELLABLE_SQL
from domains.common.events import record
from domains.common.ids import new_id
from domains.identity.models import User
from domains.notifications.alerts.costs import COST_SQL
from domains.notifications.alerts.ways import WAYS_SQL
from domains.notifications.events import AlertsFired, AlertsWaiting, FeedItemAdded
from domains.notifications.models import AlertNotice, FeedItem, Message
from domains.notifications.services import Template

BATCH = 100

_CLAIM = f"""
WITH due AS MATERIALIZED (
    SELECT alert.id, cost.minor, way.by_mail, way.in_feed, way.by_sms, person.email, person.phone
    FROM notifications_alert AS alert
    LEFT JOIN identity_user AS person ON person.id = alert.user_id AND person.is_active
    CROSS JOIN {COST_SQL}
    CROSS JOIN {WAYS_SQL}
    WHERE {{which}}
        AND alert.fired_at IS NULL
        AND alert.confirmed_at IS NOT NULL
        AND (way.by_mail OR way.in_feed OR way.by_sms)
    ORDER BY alert.id
    LIMIT %(limit)s
    FOR UPDATE OF alert SKIP LOCKED
)
UPDATE notifications_alert AS alert SET fired_at = %(at)s
FROM due WHERE alert.id = due.id
RETURNING alert.id, alert.user_id, alert.variant_id, alert.currency, alert.reference_minor, due.minor,
    due.by_mail, due.in_feed, due.by_sms, coalesce(due.email, alert.email), coalesce(due.phone, '')
"""  # noqa: S608 - constants only
_CLAIM_STOCK = _CLAIM.format(which="alert.kind = 'stock' AND alert.variant_id = %(variant_id)s")
_CLAIM_PRICE = _CLAIM.format(
    which="alert.kind = 'price' AND alert.product_id = %(product_id)s"
    " AND cost.minor <= coalesce(alert.target_minor, alert.reference_minor - 1)"
)
# What can be bought at this moment, with the words a message needs. Asked again for each batch: what has sold out
# meanwhile is not announced, and those who wait go on waiting.
_GOODS = f"""
SELECT product.title, product.slug, vendor.name
FROM catalogue_product AS product
JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
WHERE product.id = %(product_id)s AND {SELLABLE_SQL} AND (%(variant_id)s::uuid IS NULL OR EXISTS (
    SELECT FROM catalogue_variant AS variant
    JOIN inventory_level AS level ON level.variant_id = variant.id
    WHERE variant.id = %(variant_id)s AND variant.product_id = product.id AND variant.is_active
    HAVING sum(level.on_hand - level.reserved) > 0
))
"""  # noqa: S608 - constants only
_OPTIONS = """
SELECT variant.id, string_agg(value.name, ', ' ORDER BY axis.position, axis.id)
FROM catalogue_variant AS variant
JOIN catalogue_option_axis AS axis ON axis.product_id = variant.product_id
JOIN catalogue_option_value AS value ON value.axis_id = axis.id AND value.code = variant.options ->> axis.code
WHERE variant.id = ANY(%s) GROUP BY variant.id
"""


@dataclass(frozen=True, slots=True)
class _Due:
    """An alert that was just marked as told."""

    alert_id: UUID
    user_id: UUID | None
    variant_id: UUID | None
    currency: str
    reference_minor: int | None
    cost_minor: int | None
    by_mail: bool
    in_feed: bool
    by_sms: bool
    email: str
    phone: str


def fire_alerts(*, product_id: UUID, variant_id: UUID | None, cause: str, now: datetime, limit: int = BATCH) -> int:
    """Tell up to `limit` alerts for a variant's stock, or, without one, for the product's prices; gives how many.

    A full batch records that there may be more. Nothing is told of what can't be bought at this moment.
    """
    params = {"product_id": product_id, "variant_id": variant_id, "at": now, "limit": limit}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_GOODS, params)
        goods = cursor.fetchone()
        if goods is None:
            return 0
        cursor.execute(_CLAIM_STOCK if variant_id else _CLAIM_PRICE, params)
        due = sorted((_Due(*row) for row in cursor.fetchall()), key=lambda each: each.alert_id)
        if due:
            _tell(due, _facts(due, product_id=product_id, goods=goods), cause=cause, now=now)
        if len(due) == limit:
            record(AlertsWaiting(product_id=product_id, variant_id=variant_id, cause=cause))
    return len(due)


def _facts(due: Sequence[_Due], *, product_id: UUID, goods: Sequence[str]) -> Mapping[UUID, dict[str, Any]]:
    title, slug, vendor = goods
    with connection.cursor() as cursor:
        cursor.execute(_OPTIONS, [list({each.variant_id for each in due if each.variant_id})])
        options = dict(cursor.fetchall())
    common = {"product_id": str(product_id), "title": title, "slug": slug, "vendor": vendor}
    return {
        each.alert_id: common
        | ({"variant_id": str(each.variant_id), "options": options.get(each.variant_id, "")} if each.variant_id else {})
        | _price_facts(each)
        for each in due
    }


def _price_facts(each: _Due) -> dict[str, Any]:
    if each.reference_minor is None:
        return {}
    return {"price_minor": each.cost_minor, "was_minor": each.reference_minor, "currency": each.currency}


def _tell(due: Sequence[_Due], facts: Mapping[UUID, dict[str, Any]], *, cause: str, now: datetime) -> None:
    batch_id = new_id()
    AlertNotice.objects.bulk_create(
        AlertNotice(alert_id=each.alert_id, event=cause, batch_id=batch_id, facts=facts[each.alert_id], told_at=now)
        for each in due
    )
    messages = [message for each in due for message in _messages(each, now)]
    Message.objects.bulk_create(messages)
    _tell_in_feed([each for each in due if each.in_feed], facts, now=now)
    if messages:
        record(AlertsFired(batch_id=batch_id))


def _messages(each: _Due, now: datetime) -> list[Message]:
    is_price = each.reference_minor is not None
    ways = (
        (each.by_mail, "email", Template.PRICE_ALERT if is_price else Template.STOCK_ALERT, each.email),
        (each.by_sms, "sms", Template.PRICE_ALERT_SMS if is_price else Template.STOCK_ALERT_SMS, each.phone),
    )
    return [
        Message(
            channel=channel,
            template=template,
            cause=f"alert:{each.alert_id}",
            recipient=recipient,
            # The address or number may be another by the time the account is erased.
            user_id=each.user_id,
            created_at=now,
        )
        for wanted, channel, template, recipient in ways
        if wanted
    ]


def _tell_in_feed(due: Sequence[_Due], facts: Mapping[UUID, dict[str, Any]], *, now: datetime) -> None:
    if not due:
        return
    # The feed's events must follow the order of commits; by id, for two batches may have customers in common.
    users = User.objects.select_for_update(no_key=True).filter(id__in=[each.user_id for each in due]).order_by("id")
    list(users.values_list("id", flat=True))
    items = [
        FeedItem(
            user_id=user_id,
            kind=FeedItem.Kind.BACK_IN_STOCK if each.reference_minor is None else FeedItem.Kind.PRICE_DROPPED,
            facts=facts[each.alert_id],
            cause=f"alert:{each.alert_id}",
            created_at=now,
        )
        for each in due
        if (user_id := each.user_id)
    ]
    FeedItem.objects.bulk_create(items)
    record(*(FeedItemAdded(user_id=item.user_id, item_id=item.id, kind=item.kind) for item in items))
