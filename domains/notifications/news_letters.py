"""Letters with the news of the vendors a customer follows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from domains.catalogue.scopes import PUBLISHED_SQL
from domains.identity.models import User
from domains.notifications.models import Message
from domains.notifications.outgoing import Letter, drop, send_letters
from domains.notifications.preferences import Topic
from domains.notifications.services import Template

# More would be read by nobody.
MOST_SHOWN = 20
# What is still shown, of vendors that are still followed.
_NEWS = f"""
    SELECT news.user_id, product.title, product.slug, vendor.name
    FROM notifications_follower_news AS news
    JOIN catalogue_product AS product ON product.id = news.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    JOIN vendors_follow AS follow ON follow.vendor_id = vendor.id AND follow.user_id = news.user_id
    WHERE news.batch_id = %(batch_id)s AND {PUBLISHED_SQL}
    ORDER BY news.user_id, vendor.name, vendor.id, news.told_at, product.id
"""  # noqa: S608 - constants only


def mail_batch(*, batch_id: UUID, now: datetime) -> int:
    """Send the digests of a batch that still have something to tell; gives how many. Raises what `send_letters` raises.

    Left out is what is hidden by now and what comes from a vendor no longer followed; a digest without anything left,
    or for another address than the proven one of its customer, is dropped.
    """
    waiting = Message.objects.filter(
        template=Template.VENDOR_NEWS, cause=f"news:{batch_id}", state=Message.State.QUEUED
    )
    messages = list(waiting.order_by("id"))
    if not messages:
        return 0
    news = _news_by_user(batch_id, now)
    readers = User.objects.in_bulk([message.user_id for message in messages if message.user_id])
    letters = [
        _letter(message, reader, news[reader.id])
        for message in messages
        if (reader := readers.get(message.user_id)) and reader.id in news and _is_theirs(message, reader)
    ]
    kept = {letter.message.id for letter in letters}
    drop([message.id for message in messages if message.id not in kept])
    return send_letters(letters)


def _news_by_user(batch_id: UUID, now: datetime) -> Mapping[UUID, Sequence[Mapping[str, str]]]:
    news: defaultdict[UUID, list[Mapping[str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, {"batch_id": batch_id, "at": now})
        for user_id, title, slug, vendor in cursor.fetchall():
            news[user_id].append({"title": title, "vendor": vendor, "link": f"{settings.STOREFRONT_URL}/p/{slug}/"})
    return dict(news)


def _is_theirs(message: Message, reader: User) -> bool:
    return reader.is_active and reader.email_verified_at is not None and reader.email == message.recipient


def _letter(message: Message, reader: User, news: Sequence[Mapping[str, str]]) -> Letter:
    context: dict[str, Any] = {
        "name": reader.full_name,
        "news": news[:MOST_SHOWN],
        "more": max(len(news) - MOST_SHOWN, 0),
        "vendors": list(dict.fromkeys(each["vendor"] for each in news)),
        "feed": f"{settings.STOREFRONT_URL}/",
    }
    return Letter(message=message, topic=Topic.NEWS, user_id=reader.id, context=context)
