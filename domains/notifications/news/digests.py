"""Gather the news of each customer into one mail: at most one in a day, whoever gathers at the same moment."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from domains.common.events import record
from domains.common.ids import new_id
from domains.identity.models import User
from domains.notifications.events import NewsGathered
from domains.notifications.models import FollowerNews, Message
from domains.notifications.services import Template

BATCH = 100
_REST = timedelta(days=1)

# By id: two that gather for the same customers would deadlock. The row of the customer is what makes it one a day.
_TAKE_TURNS = """
    WITH waiting AS (
        SELECT news.user_id
        FROM notifications_follower_news AS news
        WHERE news.by_mail AND news.batch_id IS NULL AND NOT EXISTS (
            SELECT FROM notifications_news_turn AS turn
            WHERE turn.user_id = news.user_id AND turn.mailed_at > %(rested)s
        )
        GROUP BY news.user_id
        HAVING min(news.told_at) <= %(gathered)s
        ORDER BY min(news.told_at)
        LIMIT %(limit)s
    )
    INSERT INTO notifications_news_turn AS turn (user_id, mailed_at)
    SELECT user_id, %(at)s FROM waiting ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET mailed_at = excluded.mailed_at WHERE turn.mailed_at <= %(rested)s
    RETURNING user_id
"""


def gather_digests(*, now: datetime, limit: int = BATCH) -> int:
    """Write digests for up to `limit` customers whose news has waited a while; gives how many customers those were."""
    batch_id = new_id()
    params: dict[str, Any] = {
        "at": now,
        "rested": now - _REST,
        "gathered": now - settings.NEWS_GATHERED_FOR,
        "limit": limit,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_TURNS, params)
            user_ids = [row[0] for row in cursor.fetchall()]
        if not user_ids:
            return 0
        waiting = FollowerNews.objects.filter(user__in=user_ids, by_mail=True, batch_id=None)
        waiting.update(batch_id=batch_id)
        readers = User.objects.filter(id__in=user_ids, is_active=True, email_verified_at__isnull=False).order_by("id")
        Message.objects.bulk_create(
            Message(
                template=Template.VENDOR_NEWS,
                cause=f"news:{batch_id}",
                recipient=reader.email,
                user_id=reader.id,
                created_at=now,
            )
            for reader in readers
        )
        record(NewsGathered(batch_id=batch_id))
    return len(user_ids)
