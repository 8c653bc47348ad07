"""News of followed vendors: each product and follower once, in the shop at once and by one mail a day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction

from domains.catalogue.models import Product
from domains.catalogue.services.publish_product import publish_product, unpublish_product
from domains.common.clock import utc_now
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.notifications.models import FeedItem, FollowerNews, Message, ProductNews
from domains.notifications.news.spread import begin_news, expect_news, know_products, prune_news, spread_news
from domains.notifications.preferences import Channel
from domains.vendors.following import set_follow
from domains.vendors.models import Vendor
from tests.concurrency import all_at_once, many_connections
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user
from tests.factories.news import a_draft, a_follower, choose_news
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements
from tests.tasks.test_alerts import mails
from tests.tasks.test_reactions import run_durable

__all__ = ["mails"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return utc_now()


@pytest.fixture
def house(mails: Path) -> Vendor:
    """A vendor; its mails go to a folder and its events through the real table."""
    return make_vendor(name="Adire House")


def shown(vendor: Vendor, title: str = "Linen Gown") -> Product:
    """A product that was published, and of which followers were told."""
    product = a_draft(vendor, title)
    publish_product(product_id=product.id, now=utc_now())
    settle()
    return product


def settle() -> None:
    while run_durable("expect_news", "spread_news", "mail_news"):
        pass


def news_of(user: User) -> list[str]:
    return [item.facts["title"] for item in FeedItem.objects.filter(user=user, kind="new_product").order_by("id")]


def test_tells_followers_in_the_shop_and_nobody_else(house: Vendor) -> None:
    follower, stranger, other = a_follower(house), a_user(), a_follower(make_vendor(name="Another House"))

    product = shown(house)

    assert (news_of(follower), news_of(stranger), news_of(other)) == (["Linen Gown"], [], [])
    item = FeedItem.objects.get(user=follower)
    assert item.facts == {
        "product_id": str(product.id),
        "title": "Linen Gown",
        "slug": product.slug,
        "vendor_id": str(house.id),
        "vendor": "Adire House",
    }
    assert list(FollowerNews.objects.values_list("user_id", "product_id", "by_mail", "batch_id")) == [
        (follower.id, product.id, False, None)
    ]
    assert OutboxEvent.objects.filter(name="FeedItemAdded").count() == 1
    assert not Message.objects.exists()


def test_tells_in_the_ways_that_were_chosen(house: Vendor, now: datetime) -> None:
    both, mail_only, nothing = (a_follower(house, by_mail=turn < 2) for turn in range(3))
    unproven, gone = a_follower(house, by_mail=True), a_follower(house, by_mail=True)
    for user in (mail_only, nothing):
        choose_news(user, Channel.IN_APP, is_on=False)
    User.objects.filter(id=unproven.id).update(email_verified_at=None)
    User.objects.filter(id=gone.id).update(is_active=False)

    shown(house)

    assert [news_of(user) for user in (both, mail_only, nothing, unproven, gone)] == [
        ["Linen Gown"],
        [],
        [],
        ["Linen Gown"],
        [],
    ]
    assert dict(FollowerNews.objects.values_list("user_id", "by_mail")) == {
        both.id: True,
        mail_only.id: True,
        unproven.id: False,
    }


def test_what_is_scheduled_is_news_when_it_is_shown(house: Vendor, now: datetime) -> None:
    follower, product = a_follower(house), a_draft(house)
    publish_product(product_id=product.id, publish_at=now + DAY, now=now)
    settle()

    begun = [begin_news(now=now + after) for after in (timedelta(), DAY - timedelta(microseconds=1), DAY, DAY)]
    spread_news(product_id=product.id, after=None, now=now + DAY)

    assert begun == [0, 0, 1, 0]
    assert news_of(follower) == ["Linen Gown"]
    assert ProductNews.objects.get().finished_at == now + DAY


def hide(product: Product, now: datetime) -> None:
    unpublish_product(product_id=product.id, now=now)


def suspend(product: Product, _now: datetime) -> None:
    Vendor.objects.filter(id=product.vendor_id).update(status=Vendor.Status.SUSPENDED)


def end(product: Product, now: datetime) -> None:
    Product.objects.filter(id=product.id).update(unpublish_at=now)


HIDINGS = (hide, suspend, end)


@pytest.mark.parametrize("hiding", HIDINGS)
def test_what_is_hidden_before_it_is_told_is_no_news(
    house: Vendor, now: datetime, hiding: Callable[[Product, datetime], None]
) -> None:
    a_follower(house, by_mail=True)
    product = a_draft(house)
    publish_product(product_id=product.id, now=now)

    hiding(product, now)
    settle()

    assert (FeedItem.objects.count(), FollowerNews.objects.count()) == (0, 0)
    assert ProductNews.objects.get().finished_at is None


def test_what_comes_back_is_told_to_those_who_were_not_told(house: Vendor, now: datetime) -> None:
    first, second = sorted((a_follower(house), a_follower(house)), key=lambda user: user.id)
    product = a_draft(house)
    publish_product(product_id=product.id, now=now)
    run_durable("expect_news")
    assert spread_news(product_id=product.id, after=None, now=now + HOUR, limit=1) == 1
    unpublish_product(product_id=product.id, now=now)
    settle()
    assert (news_of(first), news_of(second)) == (["Linen Gown"], [])

    publish_product(product_id=product.id, now=utc_now())
    settle()
    unpublish_product(product_id=product.id, now=utc_now())
    publish_product(product_id=product.id, now=utc_now())
    late = a_follower(house)
    settle()

    assert [news_of(user) for user in (first, second, late)] == [["Linen Gown"], ["Linen Gown"], []]


def test_who_follows_later_has_missed_nothing(house: Vendor, now: datetime) -> None:
    product = a_draft(house)
    publish_product(product_id=product.id, now=now)
    run_durable("expect_news")
    late = a_user()
    set_follow(vendor_id=house.id, user_id=late.id, follows=True, now=utc_now())

    settle()

    assert news_of(late) == []


def test_what_was_there_before_is_no_news(house: Vendor, now: datetime) -> None:
    follower = a_follower(house)
    old, later = make_product(vendor=house), make_product(vendor=house, publish_at=now + DAY, title="Later")
    know_products(now=now)
    unpublish_product(product_id=old.id, now=now)

    publish_product(product_id=old.id, now=now)
    settle()
    begin_news(now=now + DAY)
    spread_news(product_id=later.id, after=None, now=now + DAY)

    assert news_of(follower) == ["Later"]


def test_thousands_are_told_in_batches_of_the_same_statements(house: Vendor, now: datetime) -> None:
    followers = [a_follower(house, by_mail=turn % 2 == 0) for turn in range(61)]
    product = a_draft(house)
    publish_product(product_id=product.id, now=now)
    run_durable("expect_news")
    told, counts, after = [], [], None
    for limit in (1, 50, 50):
        with counted_statements() as statements:
            told.append(spread_news(product_id=product.id, after=after, now=utc_now(), limit=limit))
        counts.append(len(statements))
        after = FollowerNews.objects.order_by("-user_id").values_list("user_id", flat=True)[0]

    # The product, the followers, their locks, the items, their events, and the event for the next or the end.
    assert (told, counts) == ([1, 50, 10], [6, 6, 6])
    assert FeedItem.objects.filter(kind="new_product").count() == len(followers)
    due = OutboxEvent.objects.filter(name="ProductNewsDue").order_by("id").values_list("payload", flat=True)
    assert [payload["after"] is None for payload in due] == [True, False, False]


def test_a_batch_that_comes_twice_or_at_once_tells_once(house: Vendor, now: datetime) -> None:
    followers = [a_follower(house, by_mail=True) for _ in range(25)]
    product = a_draft(house)
    publish_product(product_id=product.id, now=now)
    run_durable("expect_news")
    batch: Callable[[], int] = partial(spread_news, product_id=product.id, after=None, now=utc_now(), limit=10)

    with many_connections():
        answers = all_at_once([batch] * 12 + [partial(expect_news, product_id=product.id, now=utc_now())] * 4)
    settle()

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sorted(FeedItem.objects.values_list("user_id", flat=True)) == sorted(user.id for user in followers)
    assert FollowerNews.objects.count() == 25
    assert OutboxEvent.objects.filter(name="FeedItemAdded").count() == 25


def test_a_worker_that_dies_in_between_leaves_nothing_and_the_next_tells(house: Vendor, now: datetime) -> None:
    follower, product = a_follower(house), a_draft(house)
    publish_product(product_id=product.id, now=now)
    run_durable("expect_news")

    def die() -> None:
        with transaction.atomic():
            spread_news(product_id=product.id, after=None, now=now)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with many_connections():
        [died] = all_at_once([die])

    assert isinstance(died, Exception)
    assert (FeedItem.objects.count(), FollowerNews.objects.count()) == (0, 0)
    settle()
    assert news_of(follower) == ["Linen Gown"]


def test_who_was_told_is_forgotten_after_three_months(house: Vendor, now: datetime) -> None:
    a_follower(house)
    product = shown(house)
    told_at = FollowerNews.objects.get().told_at

    assert [prune_news(now=told_at + after, limit=10) for after in (90 * DAY, 91 * DAY, 91 * DAY)] == [0, 1, 0]
    publish_product(product_id=unpublish_product(product_id=product.id, now=now).id, now=now)
    settle()
    assert FeedItem.objects.filter(kind="new_product").count() == 1
