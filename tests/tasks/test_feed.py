"""The feed: what is told, to whom, how often; over the outbox, the GraphQL door and live."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.events import record
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.notifications.feed import mark_read, tell
from domains.notifications.models import FeedItem
from domains.orders.events import OrderRefunded
from domains.orders.models import Order
from domains.orders.services.cancel_order import cancel_order, cancel_vendor_order
from domains.orders.services.fulfil_vendor_order import fulfil_vendor_order
from domains.reviews.services.reply import reply_to_review
from schema.ids import encode_id
from tests.api.client import graphql
from tests.concurrency import all_at_once, many_connections
from tests.factories.identity import a_guest_token, a_user, an_access_token
from tests.factories.orders import make_order, make_paid_order
from tests.factories.reviews import a_member, make_review
from tests.sql_counting import counted_statements
from tests.tasks.test_reactions import heard_while, run_durable

FEED = """query ($first: Int, $after: String) { unreadNotificationCount
  notifications(first: $first, after: $after) { pageInfo { hasNextPage endCursor }
    nodes { id kind facts readAt order { number } product { title } } } }"""
MARK = "mutation ($ids: [ID!]) { notificationsMarkRead(ids: $ids) { unreadCount errors { code } } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on Notification { kind } } }"
REACTIONS = ("feed_placing", "feed_cancelling", "feed_part_cancelled", "feed_sending", "feed_refund", "feed_reply")


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


def kinds(user: User) -> list[str]:
    return list(FeedItem.objects.filter(user=user).order_by("created_at", "id").values_list("kind", flat=True))


def customer_of(user: User) -> Owner:
    return Owner(kind="customer", id=user.id)


def put(user: User, number: int) -> None:
    order = make_order(now=utc_now(), owner=customer_of(user))
    facts = {"order_id": str(order.id), "number": order.number}
    moment = utc_now() - timedelta(minutes=number // 2)
    tell(user_id=user.id, kind=FeedItem.Kind.ORDER_PLACED, facts=facts, cause=str(number), now=moment)


def test_tells_the_customer_what_becomes_of_an_order() -> None:
    user, now = a_user(), utc_now()
    order = make_paid_order(now=now, owner=customer_of(user), vendors=2)
    first, second = order.vendor_orders.order_by("number")
    cancel_vendor_order(
        vendor_order_id=first.id, owner=customer_of(user), actor=customer_of(user).actor, reason="", now=now
    )
    refunded = OrderRefunded(
        order_id=order.id, owner_id=user.id, vendor_order_id=first.id, amount_minor=first.total_minor, currency="NGN"
    )
    with transaction.atomic():
        record(refunded)
    run_durable(*REACTIONS)
    fulfil_vendor_order(vendor_order_id=second.id, actor="staff:x", now=now)
    run_durable(*REACTIONS)

    assert sorted(kinds(user)) == ["order_part_cancelled", "order_placed", "order_refunded", "order_sent"]
    refund = FeedItem.objects.get(kind="order_refunded")
    assert refund.facts == {
        "order_id": str(order.id),
        "number": order.number,
        "amount_minor": first.total_minor,
        "currency": "NGN",
    }


def test_tells_of_a_whole_order_cancelled_once() -> None:
    user, now = a_user(), utc_now()
    order = make_order(now=now, owner=customer_of(user), vendors=2)
    cancel_order(order_id=order.id, owner=customer_of(user), actor=customer_of(user).actor, reason="", now=now)

    run_durable(*REACTIONS)

    assert sorted(kinds(user)) == ["order_cancelled", "order_placed"]


def test_tells_guests_nothing() -> None:
    make_order(now=utc_now())

    assert set(run_durable(*REACTIONS)) == {"done"}
    assert not FeedItem.objects.exists()


def test_tells_a_reviewer_of_the_first_reply() -> None:
    author = a_user()
    review = make_review(author=author)
    member = a_member(review.product.vendor)
    for text in ("Thank you", "Thanks"):
        reply_to_review(review_id=review.id, member_id=member.id, text=text, now=utc_now())

    run_durable(*REACTIONS)

    assert kinds(author) == ["review_replied"]
    assert FeedItem.objects.get().facts["vendor"] == "Atelier Lagos"


def test_tells_once_per_cause_however_often_it_is_asked() -> None:
    user = a_user()
    call = partial(tell, user_id=user.id, kind=FeedItem.Kind.ORDER_PLACED, facts={}, cause="order:1", now=utc_now())

    with many_connections():
        answers = all_at_once([call] * 10)

    assert sum(isinstance(answer, FeedItem) for answer in answers) == 1
    assert answers.count(None) == 9
    assert OutboxEvent.objects.filter(name="FeedItemAdded").count() == 1
    assert tell(user_id=new_id(), kind=FeedItem.Kind.ORDER_PLACED, facts={}, cause="x", now=utc_now()) is None


async def test_pushes_to_the_customers_own_topic() -> None:
    user = await in_transaction(a_user)

    def doing() -> None:
        tell(user_id=user.id, kind=FeedItem.Kind.ORDER_PLACED, facts={}, cause="1", now=utc_now())

    heard = await heard_while(f"feed:{user.id}", doing)

    item = await in_transaction(FeedItem.objects.get)
    assert (heard.name, heard.payload["item_id"]) == ("FeedItemAdded", str(item.id))


async def test_is_read_by_its_owner_alone() -> None:
    user, stranger = await in_transaction(a_user), await in_transaction(a_user)
    token = await in_transaction(an_access_token, user)
    strangers_token = await in_transaction(an_access_token, stranger)
    await in_transaction(put, user, 0)
    item_id = encode_id("Notification", (await in_transaction(FeedItem.objects.get)).id)
    number = (await in_transaction(Order.objects.get)).number

    others = (await graphql(FEED, token=strangers_token)).data
    assert (others["unreadNotificationCount"], others["notifications"]["nodes"]) == (0, [])
    assert (await graphql(NODE, {"id": item_id}, token=strangers_token)).data["node"] is None
    marked = (await graphql(MARK, {"ids": [item_id]}, token=strangers_token)).data["notificationsMarkRead"]
    assert marked == {"unreadCount": 0, "errors": []}
    for token_of_nobody in (a_guest_token(), None):
        assert set((await graphql(FEED, token=token_of_nobody)).error_codes) == {"LOGIN_REQUIRED"}
        refused = (await graphql(MARK, token=token_of_nobody)).data["notificationsMarkRead"]
        assert refused == {"unreadCount": None, "errors": [{"code": "LOGIN_REQUIRED"}]}

    mine = (await graphql(FEED, token=token)).data
    assert mine["unreadNotificationCount"] == 1
    [node] = mine["notifications"]["nodes"]
    assert (node["kind"], node["readAt"], node["order"]) == ("ORDER_PLACED", None, {"number": number})
    assert (await graphql(NODE, {"id": item_id}, token=token)).data["node"] == {"kind": "ORDER_PLACED"}


async def test_marks_some_or_all_as_read() -> None:
    user = await in_transaction(a_user)
    token = await in_transaction(an_access_token, user)
    for number in range(3):
        await in_transaction(put, user, number)
    ids = [node["id"] for node in (await graphql(FEED, token=token)).data["notifications"]["nodes"]]

    some = (await graphql(MARK, {"ids": ids[:1]}, token=token)).data["notificationsMarkRead"]
    bad = (await graphql(MARK, {"ids": ["nonsense"]}, token=token)).data["notificationsMarkRead"]
    rest = (await graphql(MARK, token=token)).data["notificationsMarkRead"]

    assert (some["unreadCount"], bad["errors"], rest["unreadCount"]) == (2, [{"code": "NOT_FOUND"}], 0)


async def test_pages_in_as_many_statements_for_fifty_as_for_one() -> None:
    counted = []
    for wanted in (1, 50):
        user = await in_transaction(a_user)
        token = await in_transaction(an_access_token, user)
        await graphql("{ ping }", token=token)

        def make(whose: User = user, number: int = wanted) -> None:
            order = make_order(now=utc_now(), owner=customer_of(whose))
            facts = {"order_id": str(order.id), "product_id": str(order.lines.all()[0].product_id)}
            for index in range(number):
                moment = utc_now() - timedelta(minutes=index // 2)
                kind = FeedItem.Kind.ORDER_PLACED
                tell(user_id=whose.id, kind=kind, facts=facts, cause=str(index), now=moment)

        await in_transaction(make)
        with counted_statements() as statements:
            nodes = (await graphql(FEED, {"first": 50}, token=token)).data["notifications"]["nodes"]
        assert len(nodes) == wanted
        counted.append(len(statements))

    # The count, the items, orders, products.
    assert counted == [4, 4], statements
    seen: list[str] = []
    after = None
    while True:
        page = (await graphql(FEED, {"first": 7, "after": after}, token=token)).data["notifications"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [node["id"] for node in nodes]


def test_two_devices_that_mark_everything_do_not_deadlock() -> None:
    user = a_user()
    for number in range(10):
        tell(user_id=user.id, kind=FeedItem.Kind.ORDER_PLACED, facts={}, cause=str(number), now=utc_now())
    call = partial(mark_read, user_id=user.id, item_ids=None, now=utc_now())

    with many_connections():
        answers = all_at_once([call] * 8)

    assert answers == [None] * 8
    assert not FeedItem.objects.filter(read_at=None).exists()
