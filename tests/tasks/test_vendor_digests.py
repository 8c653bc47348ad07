"""Digests of news: one mail a day and customer, with all that is new and still shown."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from domains.catalogue.models import Product
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.notifications.erasing import erase_messages
from domains.notifications.events import NewsGathered
from domains.notifications.exports import EXPORTS
from domains.notifications.keep_preferences import unsubscribe_by_link
from domains.notifications.models import FollowerNews, Message, NewsTurn
from domains.notifications.news.digests import gather_digests
from domains.notifications.news_letters import mail_batch
from domains.notifications.preferences import Channel, Topic
from domains.notifications.unsubscribing import unsubscribe_token
from domains.vendors.following import set_follow
from domains.vendors.models import Vendor
from tests.concurrency import all_at_once, many_connections
from tests.domains.notifications.test_send_email import body, read
from tests.factories.news import a_follower, choose_news
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements
from tests.tasks.test_alerts import mails
from tests.tasks.test_vendor_news import DAY, HIDINGS, HOUR, house, now, settle, shown

__all__ = ["house", "mails", "now"]


def states() -> list[str]:
    return sorted(Message.objects.filter(template="vendor_news").values_list("state", flat=True))


def _last_batch() -> UUID:
    event = OutboxEvent.objects.filter(name=NewsGathered.__name__).latest("id")
    return UUID(event.payload["batch_id"])


@pytest.mark.parametrize("hiding", HIDINGS)
def test_what_is_hidden_before_the_mail_goes_is_in_no_mail(
    house: Vendor, now: datetime, mails: Path, hiding: Callable[[Product, datetime], None]
) -> None:
    a_follower(house, by_mail=True)
    product = shown(house)
    gather_digests(now=now + 2 * HOUR)

    hiding(product, now)
    settle()

    assert states() == ["dropped"]
    assert not mails.exists() or read(mails) == []


def test_has_several_products_of_several_vendors(house: Vendor, now: datetime, mails: Path) -> None:
    other = make_vendor(name="Zaria Weavers")
    reader = a_follower(house, other, by_mail=True)
    a_follower(house)
    gown, coat, wrap = shown(house, "Linen Gown"), shown(house, "Wool Coat"), shown(other, "Silk Wrap")

    assert gather_digests(now=now + 2 * HOUR) == 1
    settle()

    [mail] = read(mails)
    assert (mail["To"], mail["Subject"]) == (reader.email, "New from Adire House and others you follow")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/unsubscribe/" in mail["List-Unsubscribe"]
    for kind in ("plain", "html"):
        text = body(mail, kind)
        for product in (gown, coat, wrap):
            assert product.title in text
            assert f"http://127.0.0.1:8000/p/{product.slug}/" in text
        assert "/unsubscribe/" in text
        assert "Adire House, Zaria Weavers" in text
    assert FollowerNews.objects.filter(user=reader, batch_id=None).count() == 0


def test_names_the_only_product_or_the_only_vendor(house: Vendor, now: datetime, mails: Path) -> None:
    a_follower(house, by_mail=True)
    shown(house, "Linen Gown")
    gather_digests(now=now + 2 * HOUR)
    settle()
    for number in range(22):
        shown(house, f"Coat {number}")
    gather_digests(now=now + 2 * DAY)
    settle()

    by_subject = {mail["Subject"]: body(mail, "plain") for mail in read(mails)}
    assert set(by_subject) == {"New from Adire House: Linen Gown", "New from Adire House"}
    assert "And 2 more." in by_subject["New from Adire House"]
    assert "more." not in by_subject["New from Adire House: Linen Gown"].split("You get this mail")[0]


def test_goes_once_a_day_and_not_before_news_has_gathered(house: Vendor, now: datetime) -> None:
    a_follower(house, by_mail=True)
    shown(house, "Linen Gown")
    told_at = FollowerNews.objects.get().told_at

    early = [gather_digests(now=told_at + after) for after in (timedelta(), HOUR - timedelta(seconds=1), HOUR)]
    shown(house, "Wool Coat")
    shown(house, "Silk Wrap")
    first = told_at + HOUR
    later = [gather_digests(now=first + after) for after in (HOUR, DAY - timedelta(microseconds=1), DAY, DAY, 2 * DAY)]
    settle()

    assert (early, later) == ([0, 0, 1], [0, 0, 1, 0, 0])
    assert states() == ["sent", "sent"]
    assert NewsTurn.objects.get().mailed_at == first + DAY


def test_schedulers_at_the_same_moment_gather_once(house: Vendor, now: datetime) -> None:
    readers = [a_follower(house, by_mail=True) for _ in range(30)]
    for title in ("Linen Gown", "Wool Coat"):
        shown(house, title)

    with many_connections():
        answers = all_at_once([lambda: gather_digests(now=now + 2 * HOUR, limit=20)] * 12)
        answers += all_at_once([lambda: gather_digests(now=now + 2 * HOUR, limit=20)] * 12)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sum(answer for answer in answers if isinstance(answer, int)) == 30
    assert sorted(Message.objects.values_list("recipient", flat=True)) == sorted(user.email for user in readers)
    assert FollowerNews.objects.filter(batch_id=None).count() == 0


def test_workers_at_the_same_moment_send_one(house: Vendor, now: datetime, mails: Path) -> None:
    a_follower(house, by_mail=True)
    shown(house)
    gather_digests(now=now + 2 * HOUR)
    batch_id = FollowerNews.objects.get().batch_id
    assert batch_id is not None

    with many_connections():
        answers = all_at_once([partial(mail_batch, batch_id=batch_id, now=now + 2 * HOUR)] * 8)

    assert sum(answer for answer in answers if isinstance(answer, int)) == 1
    assert mail_batch(batch_id=batch_id, now=now + 2 * HOUR) == 0
    assert len(read(mails)) == 1


@pytest.mark.parametrize("reason", ["switched off", "link", "unfollowed", "other address", "closed"])
def test_is_not_sent_to_who_wants_it_no_more(house: Vendor, now: datetime, mails: Path, reason: str) -> None:
    reader = a_follower(house, by_mail=True)
    shown(house)
    gather_digests(now=now + 2 * HOUR)
    token = unsubscribe_token(topic=Topic.NEWS, user_id=reader.id, email=reader.email)

    deeds: dict[str, Callable[[], object]] = {
        "switched off": partial(choose_news, reader, Channel.EMAIL, is_on=False),
        "link": partial(unsubscribe_by_link, token=token, now=now),
        "unfollowed": partial(set_follow, vendor_id=house.id, user_id=reader.id, follows=False, now=now),
        "other address": partial(User.objects.filter(id=reader.id).update, email="elsewhere@example.com"),
        "closed": partial(User.objects.filter(id=reader.id).update, is_active=False),
    }
    deeds[reason]()
    settle()

    assert states() == ["dropped"]
    assert not mails.exists() or read(mails) == []


def test_takes_as_many_statements_for_many_as_for_one(house: Vendor, now: datetime, mails: Path) -> None:
    writing, sending = [], []
    for number in (1, 40):
        for _ in range(number):
            a_follower(house, by_mail=True)
        shown(house, f"Gown {number}")
        later = now + number * DAY
        with counted_statements() as statements:
            gather_digests(now=later)
        writing.append(len(statements))
        batch_id = _last_batch()
        with counted_statements() as statements:
            mail_batch(batch_id=batch_id, now=later)
        sending.append(len([each for each in statements if not each.startswith("UPDATE")]))

    # Turns, news, readers, messages, event; then messages, news, readers, choices, opt-outs.
    assert (writing, sending) == ([5, 5], [5, 5])
    assert states() == ["sent"] * 42


def test_is_in_the_copy_of_an_account_and_goes_with_it(house: Vendor, now: datetime) -> None:
    reader, other = a_follower(house, by_mail=True), a_follower(house, by_mail=True)
    shown(house)
    gather_digests(now=now + 2 * HOUR)

    with connection.cursor() as cursor:
        cursor.execute(EXPORTS["vendor_news"], {"user_id": reader.id})
        told = [row[:2] + row[3:] for row in cursor.fetchall()]
        cursor.execute(EXPORTS["news_mails"], {"user_id": reader.id})
        mailed = cursor.fetchall()
    erase_messages(user_id=reader.id, email=reader.email, phone="")

    assert told == [("Adire House", "Linen Gown", True, True)]
    assert mailed == [(now + 2 * HOUR,)]
    assert list(FollowerNews.objects.values_list("user_id", flat=True)) == [other.id]
    assert list(NewsTurn.objects.values_list("user_id", flat=True)) == [other.id]
