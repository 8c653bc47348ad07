"""Followed vendors and recently viewed products, over the GraphQL door."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from domains.checkout.models import ProductView
from domains.checkout.services.bring_along import bring_along
from domains.checkout.viewing import MOST_REMEMBERED, merge_views, note_views
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.vendors.following import set_follow
from domains.vendors.models import Vendor, VendorFollow
from schema.ids import encode_id
from tests.api.client import graphql
from tests.concurrency import all_at_once, beside, many_connections, until_waiting
from tests.factories.catalogue import make_product
from tests.factories.identity import a_guest_token, a_user, an_access_token
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

FOLLOW = """mutation ($input: VendorFollowInput!) { vendorFollow(input: $input) {
  vendor { followerCount viewerFollows } errors { code path } } }"""
FOLLOWED = """query ($first: Int, $after: String) { followedVendors(first: $first, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { name followerCount viewerFollows } } }"""
VIEWED = "mutation ($ids: [ID!]!) { productViewed(ids: $ids) { errors { code path } } }"
RECENT = """query ($first: Int, $after: String) { recentlyViewed(first: $first, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { title vendor { name } } } }"""


async def a_customer() -> tuple[User, str]:
    user = await in_transaction(a_user)
    return user, await in_transaction(an_access_token, user)


async def test_follows_once_and_no_longer() -> None:
    _, token = await a_customer()
    vendor = await in_transaction(make_vendor)
    given = {"id": encode_id("Vendor", vendor.id)}

    for _ in range(2):
        answer = (await graphql(FOLLOW, {"input": given}, token=token)).data["vendorFollow"]
        assert answer == {"vendor": {"followerCount": 1, "viewerFollows": True}, "errors": []}
    for _ in range(2):
        answer = (await graphql(FOLLOW, {"input": {**given, "follow": False}}, token=token)).data["vendorFollow"]
        assert answer == {"vendor": {"followerCount": 0, "viewerFollows": False}, "errors": []}


async def test_follows_only_what_is_shown_and_only_as_a_customer() -> None:
    _, token = await a_customer()
    hidden = await in_transaction(make_vendor, status=Vendor.Status.SUSPENDED)
    shown = await in_transaction(make_vendor)

    for one, whose, code in (
        (encode_id("Vendor", hidden.id), token, "NOT_FOUND"),
        (encode_id("Vendor", new_id()), token, "NOT_FOUND"),
        (encode_id("Product", shown.id), token, "NOT_FOUND"),
        (encode_id("Vendor", shown.id), a_guest_token(), "LOGIN_REQUIRED"),
        (encode_id("Vendor", shown.id), None, "LOGIN_REQUIRED"),
    ):
        answer = await graphql(FOLLOW, {"input": {"id": one}}, token=whose)
        assert [error["code"] for error in answer.data["vendorFollow"]["errors"]] == [code]

    assert not await in_transaction(VendorFollow.objects.exists)


async def test_lists_followed_vendors_in_as_many_statements_for_fifty_as_for_one() -> None:
    counted = []
    for wanted in (1, 50):
        user, token = await a_customer()
        await graphql("{ ping }", token=token)

        def make(whose: User = user, number: int = wanted) -> None:
            for index in range(number):
                moment = utc_now() - timedelta(minutes=index // 2)
                set_follow(vendor_id=make_vendor(name=str(index)).id, user_id=whose.id, follows=True, now=moment)

        await in_transaction(make)
        with counted_statements() as statements:
            nodes = (await graphql(FOLLOWED, {"first": 50}, token=token)).data["followedVendors"]["nodes"]
        assert len(nodes) == wanted
        counted.append(len(statements))

    # Vendors, counts, whether the viewer follows.
    assert counted == [3, 3], statements
    seen: list[str] = []
    after = None
    while True:
        page = (await graphql(FOLLOWED, {"first": 7, "after": after}, token=token)).data["followedVendors"]
        seen += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [node["name"] for node in nodes]
    _, other = await a_customer()
    assert (await graphql(FOLLOWED, {"after": after}, token=other)).error_codes == ["BAD_CURSOR"]


async def test_remembers_the_last_fifty_of_each_shopper() -> None:
    token, other = a_guest_token(), a_guest_token()

    def make() -> list[str]:
        return [encode_id("Product", make_product(title=str(number)).id) for number in range(52)]

    ids = await in_transaction(make)
    for batch in (ids[:30], ids[30:], [ids[5], ids[51]], [ids[5]]):
        assert (await graphql(VIEWED, {"ids": batch}, token=token)).data["productViewed"]["errors"] == []
    await graphql(VIEWED, {"ids": ids[:1]}, token=other)

    seen: list[str] = []
    after = None
    counted = set()
    while True:
        with counted_statements() as statements:
            page = (await graphql(RECENT, {"first": 20, "after": after}, token=token)).data["recentlyViewed"]
        counted.add(len(statements))
        seen += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["5", "51", *(str(n) for n in range(50, 1, -1) if n != 5)]
    # Products and their vendors.
    assert counted == {2}
    others = (await graphql(RECENT, token=other)).data["recentlyViewed"]["nodes"]
    assert [node["title"] for node in others] == ["0"]


async def test_leaves_out_what_is_not_shown_and_refuses_what_is_no_product() -> None:
    token = a_guest_token()
    hidden = await in_transaction(make_product, state="draft")

    answer = await graphql(VIEWED, {"ids": [encode_id("Product", hidden.id)]}, token=token)
    assert answer.data["productViewed"]["errors"] == []
    for ids, whose, code in (
        (["nonsense"], token, "NOT_FOUND"),
        ([encode_id("Product", hidden.id)] * 51, token, "INVALID_INPUT"),
        ([], None, "LOGIN_REQUIRED"),
    ):
        answer = await graphql(VIEWED, {"ids": ids}, token=whose)
        assert [error["code"] for error in answer.data["productViewed"]["errors"]] == [code]
    assert (await graphql(RECENT)).error_codes == ["LOGIN_REQUIRED"]

    assert not await in_transaction(ProductView.objects.exists)


def test_batches_at_once_do_not_deadlock_and_keep_one_row_each() -> None:
    products = [make_product().id for _ in range(10)]
    owner = Owner(kind="guest", id=new_id())
    orders = [products, products[::-1]] * 5
    calls = [partial(note_views, owner=owner, product_ids=order, now=utc_now()) for order in orders]

    with many_connections():
        answers = all_at_once(calls)

    assert answers == [None] * 10
    assert ProductView.objects.count() == 10


def test_fifty_stay_however_many_batches_come_at_once() -> None:
    products = [make_product().id for _ in range(110)]
    user, guest = a_user(), Owner(kind="guest", id=new_id())
    owner = Owner(kind="customer", id=user.id)
    note_views(owner=owner, product_ids=products[:50], now=utc_now())
    note_views(owner=guest, product_ids=products[50:70], now=utc_now())

    with many_connections():
        with transaction.atomic():
            note_views(owner=owner, product_ids=products[70:90], now=utc_now())
            noting, noted = beside(partial(note_views, owner=owner, product_ids=products[90:], now=utc_now()))
            merging, merged = beside(partial(merge_views, guest_id=guest.id, user_id=user.id))
            until_waiting(2)
        for thread in (noting, merging):
            thread.join(timeout=30)

    assert (noted, merged) == ([None], [None])
    seen = ProductView.objects.filter(owner_id=user.id).values_list("product_id", flat=True)
    assert (len(seen), ProductView.objects.count()) == (MOST_REMEMBERED, MOST_REMEMBERED)
    assert set(products[50:]) >= set(seen) >= set(products[70:])


def test_what_a_guest_saw_comes_along_with_the_later_moment() -> None:
    user, guest = a_user(), Owner(kind="guest", id=new_id())
    account = Owner(kind="customer", id=user.id)
    early, late, now = make_product(), make_product(), utc_now()
    note_views(owner=account, product_ids=[late.id], now=now)
    note_views(owner=account, product_ids=[early.id], now=now - timedelta(days=2))
    note_views(owner=guest, product_ids=[late.id, early.id], now=now - timedelta(days=1))

    for _ in range(2):
        bring_along(guest_id=guest.id, user_id=user.id, now=now)

    seen = ProductView.objects.filter(owner_kind="customer", owner_id=user.id).order_by("-viewed_at")
    one = timedelta(microseconds=1)
    assert list(seen.values_list("product_id", "viewed_at")) == [
        (late.id, now - one),
        (early.id, now - timedelta(days=1) - one),
    ]
    assert ProductView.objects.count() == 2
