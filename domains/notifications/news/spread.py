"""Tell followers of a new product, a batch after the other: each once, and nobody of what is hidden again.

A product is news once. Its row is held while a batch is told, so batches of one product follow each other; the product
itself is held too, so that it is either hidden before, and nobody is told, or after. What was told is unique for
product and follower: a batch that comes twice, or starts from the front again, tells nobody twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.scopes import PUBLISHED_SQL
from domains.common.events import record
from domains.identity.models import User
from domains.notifications.events import FeedItemAdded, ProductNewsDue
from domains.notifications.models import FeedItem, ProductNews

BATCH = 200
# What was told longer ago can't be told again: its product is no news any more.
_KEPT = timedelta(days=90)

# A product that was told of already is no news when it is shown again.
_EXPECT = """
    INSERT INTO notifications_product_news AS news (product_id, due_at)
    SELECT id, publish_at FROM catalogue_product WHERE id = %(product_id)s AND publish_at IS NOT NULL
    ON CONFLICT (product_id) DO UPDATE SET due_at = excluded.due_at WHERE news.finished_at IS NULL
"""
_HOLD = f"""
    SELECT news.began_at, product.vendor_id, product.title, product.slug, vendor.name
    FROM notifications_product_news AS news
    JOIN catalogue_product AS product ON product.id = news.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE news.product_id = %(product_id)s AND news.finished_at IS NULL AND {PUBLISHED_SQL}
    FOR NO KEY UPDATE OF news FOR SHARE OF product
"""  # noqa: S608 - constants only
# In the shop unless somebody has switched it off; by mail only who has switched it on, at an address that is proven.
_CLAIM = """
    WITH follower AS MATERIALIZED (
        SELECT
            person.id,
            coalesce(shop.is_on, true) AS in_feed,
            coalesce(mail.is_on, false) AND person.email_verified_at IS NOT NULL AS by_mail
        FROM vendors_follow AS follow
        JOIN identity_user AS person ON person.id = follow.user_id AND person.is_active
        LEFT JOIN notifications_preference AS shop
            ON shop.user_id = person.id AND shop.topic = 'news' AND shop.channel = 'in_app'
        LEFT JOIN notifications_preference AS mail
            ON mail.user_id = person.id AND mail.topic = 'news' AND mail.channel = 'email'
        WHERE follow.vendor_id = %(vendor_id)s AND follow.followed_at <= %(began_at)s
            AND (%(after)s::uuid IS NULL OR follow.user_id > %(after)s)
        ORDER BY follow.user_id
        LIMIT %(limit)s
    ),
    told AS (
        INSERT INTO notifications_follower_news (user_id, product_id, by_mail, told_at)
        SELECT id, %(product_id)s, by_mail, %(at)s FROM follower WHERE in_feed OR by_mail
        ON CONFLICT (user_id, product_id) DO NOTHING
        RETURNING user_id
    )
    SELECT follower.id, follower.in_feed AND told.user_id IS NOT NULL
    FROM follower LEFT JOIN told ON told.user_id = follower.id
    ORDER BY follower.id
"""
_KNOW = """
    INSERT INTO notifications_product_news (product_id, due_at, began_at, finished_at)
    SELECT id, CASE WHEN publish_at > %(at)s THEN publish_at END,
        CASE WHEN publish_at <= %(at)s THEN %(at)s END, CASE WHEN publish_at <= %(at)s THEN %(at)s END
    FROM catalogue_product WHERE publish_at IS NOT NULL
    ON CONFLICT (product_id) DO NOTHING
"""
_PRUNE = """
    DELETE FROM notifications_follower_news WHERE (user_id, product_id) IN (
        SELECT user_id, product_id FROM notifications_follower_news WHERE told_at < %(kept)s
        ORDER BY told_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True, slots=True)
class _News:
    """A product that is shown, and since when it is told of."""

    began_at: datetime
    vendor_id: UUID
    title: str
    slug: str
    vendor: str


def expect_news(*, product_id: UUID, now: datetime) -> None:
    """A product is published: have its vendor's followers told once it is shown, at once if it is already."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_EXPECT, {"product_id": product_id})
        _begin(ProductNews.objects.filter(product=product_id), now=now, limit=1)


def begin_news(*, now: datetime, limit: int = BATCH) -> int:
    """Have that told of which is shown from now on, `limit` products at most; gives how many. Any number may run."""
    with transaction.atomic():
        return _begin(ProductNews.objects.all(), now=now, limit=limit)


def spread_news(*, product_id: UUID, after: UUID | None, now: datetime, limit: int = BATCH) -> int:
    """Tell the next `limit` followers of a product, by their ids; gives how many were told in the shop.

    Records the event for the next batch where there may be one. Nobody is told of what is hidden; when it is shown
    again, those are told who were not.
    """
    params: dict[str, Any] = {"product_id": product_id, "after": after, "at": now, "limit": limit}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HOLD, params)
        held = cursor.fetchone()
        if held is None:
            return 0
        news = _News(*held)
        cursor.execute(_CLAIM, params | {"vendor_id": news.vendor_id, "began_at": news.began_at})
        followers = cursor.fetchall()
        told = [user_id for user_id, is_told in followers if is_told]
        _tell_in_feed(told, news, product_id=product_id, now=now)
        if len(followers) == limit:
            record(ProductNewsDue(product_id=product_id, after=followers[-1][0]))
        else:
            ProductNews.objects.filter(product=product_id).update(finished_at=now)
    return len(told)


def know_products(*, now: datetime) -> None:
    """What is shown already is no news: for when a marketplace was filled past its events."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOW, {"at": now})


def prune_news(*, now: datetime, limit: int) -> int:
    """Forget who was told what long ago, at most `limit`; gives how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PRUNE, {"kept": now - _KEPT, "limit": limit})
        return int(cursor.rowcount)


def _begin(rows: Any, *, now: datetime, limit: int) -> int:
    due = rows.select_for_update(skip_locked=True, no_key=True).filter(due_at__lte=now, finished_at=None)
    news = list(due.order_by("due_at")[:limit])
    for each in news:
        each.due_at, each.began_at = None, each.began_at or now
    ProductNews.objects.bulk_update(news, ["due_at", "began_at"])
    if news:
        record(*(ProductNewsDue(product_id=each.product_id, after=None) for each in news))
    return len(news)


def _tell_in_feed(user_ids: Sequence[UUID], news: _News, *, product_id: UUID, now: datetime) -> None:
    if not user_ids:
        return
    # The feed's events must follow the order of commits; by id, for two batches may have customers in common.
    users = User.objects.select_for_update(no_key=True).filter(id__in=user_ids).order_by("id")
    list(users.values_list("id", flat=True))
    facts = {
        "product_id": str(product_id),
        "title": news.title,
        "slug": news.slug,
        "vendor_id": str(news.vendor_id),
        "vendor": news.vendor,
    }
    kind = FeedItem.Kind.NEW_PRODUCT
    items = [
        FeedItem(user_id=user_id, kind=kind, facts=facts, cause=f"product:{product_id}", created_at=now)
        for user_id in user_ids
    ]
    FeedItem.objects.bulk_create(items)
    record(*(FeedItemAdded(user_id=item.user_id, item_id=item.id, kind=kind) for item in items))
