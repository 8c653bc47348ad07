"""Wishlists over the GraphQL door."""

from typing import Any

import pytest

from domains.checkout.models import Wishlist
from domains.checkout.services.keep_wishlist import create_wishlist
from domains.checkout.services.wish import wish_for
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.tokens import issue_guest
from domains.identity.viewer import Owner
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_product
from tests.factories.identity import PASSWORD, a_guest_token, a_user
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

ADD = """mutation ($input: WishlistItemAddInput!) { wishlistItemAdd(input: $input) {
  wishlist { id name isDefault itemCount items { nodes { id product { title } variant { sku } } } }
  errors { code path } } }"""
REMOVE = "mutation ($id: ID!) { wishlistItemRemove(id: $id) { wishlist { itemCount } errors { code path } } }"
CREATE = "mutation ($name: String!) { wishlistCreate(name: $name) { wishlist { id name } errors { code path } } }"
SHARE = """mutation ($input: WishlistShareInput!) { wishlistShare(input: $input) {
  wishlist { shareToken sharedBy } errors { code path } } }"""
UNSHARE = "mutation ($id: ID!) { wishlistUnshare(id: $id) { wishlist { shareToken } errors { code } } }"
DELETE = "mutation ($id: ID!) { wishlistDelete(id: $id) { errors { code } } }"
RENAME = "mutation ($input: WishlistRenameInput!) { wishlistRename(input: $input) { errors { code } } }"
SHARED = """query ($token: String!) { sharedWishlist(token: $token) {
  name sharedBy items { totalCount nodes { product { title } } } } }"""
LISTS = """query ($first: Int, $after: String) { wishlists(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { name itemCount items(first: 2) { nodes { product { title } variant { sku } } } } } }"""
NODE = "query ($id: ID!) { node(id: $id) { ... on Wishlist { name } } }"


def a_guest() -> tuple[Owner, str]:
    owner = Owner(kind="guest", id=new_id())
    return owner, issue_guest(guest_id=owner.id, now=utc_now())


async def test_wishes_shares_and_stops_sharing() -> None:
    _, token = a_guest()
    product = await in_transaction(make_product)

    given: dict[str, Any] = {"productId": encode_id("Product", product.id)}
    added = (await graphql(ADD, {"input": given}, token=token)).data["wishlistItemAdd"]
    assert added["errors"] == []
    wishlist = added["wishlist"]
    [item] = wishlist["items"]["nodes"]
    assert (wishlist["name"], wishlist["isDefault"], wishlist["itemCount"]) == ("Wishlist", True, 1)
    assert (item["product"], item["variant"]) == ({"title": "Aso Oke Dress"}, None)

    given = {"id": wishlist["id"], "displayName": "Ada"}
    shared = (await graphql(SHARE, {"input": given}, token=token)).data["wishlistShare"]["wishlist"]
    seen = (await graphql(SHARED, {"token": shared["shareToken"]})).data["sharedWishlist"]
    assert seen == {
        "name": "Wishlist",
        "sharedBy": "Ada",
        "items": {"totalCount": 1, "nodes": [{"product": {"title": "Aso Oke Dress"}}]},
    }
    await graphql(UNSHARE, {"id": wishlist["id"]}, token=token)
    for worthless in (shared["shareToken"], "", "x" * 43, "x" * 100_000, str(product.id)):
        assert (await graphql(SHARED, {"token": worthless})).data["sharedWishlist"] is None
    removed = (await graphql(REMOVE, {"id": item["id"]}, token=token)).data["wishlistItemRemove"]
    assert removed == {"wishlist": {"itemCount": 0}, "errors": []}


async def test_nobody_touches_others_lists() -> None:
    owner, _ = a_guest()
    product = await in_transaction(make_product)
    item = await in_transaction(
        wish_for, owner=owner, wishlist_id=None, product_id=product.id, variant_id=None, now=utc_now()
    )
    list_id, item_id = encode_id("Wishlist", item.wishlist_id), encode_id("WishlistItem", item.id)
    asked: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (ADD, "wishlistItemAdd", {"input": {"wishlistId": list_id, "productId": encode_id("Product", product.id)}}),
        (REMOVE, "wishlistItemRemove", {"id": item_id}),
        (SHARE, "wishlistShare", {"input": {"id": list_id}}),
        (UNSHARE, "wishlistUnshare", {"id": list_id}),
        (DELETE, "wishlistDelete", {"id": list_id}),
        (RENAME, "wishlistRename", {"input": {"id": list_id, "name": "Theirs"}}),
    )

    for token, code in ((a_guest_token(), "NOT_FOUND"), (None, "LOGIN_REQUIRED")):
        for document, field, variables in asked:
            answer = await graphql(document, variables, token=token)
            assert [error["code"] for error in answer.data[field]["errors"]] == [code], field
        assert (await graphql(NODE, {"id": list_id}, token=token)).data["node"] is None
    assert (await graphql(LISTS, token=a_guest_token())).data["wishlists"]["nodes"] == []
    assert (await graphql(LISTS)).error_codes == ["LOGIN_REQUIRED"]

    kept = await in_transaction(Wishlist.objects.get)
    assert (kept.name, kept.share_token, await in_transaction(kept.items.count)) == ("Wishlist", None, 1)


async def test_wants_one_thing_at_a_time() -> None:
    answer = await graphql(ADD, {"input": {}}, token=a_guest_token())

    assert answer.data["wishlistItemAdd"]["errors"] == [{"code": "INVALID_INPUT", "path": ["productId"]}]


async def test_pages_through_lists_in_as_many_statements_for_fifty_as_for_one() -> None:
    counted = []
    for lists in (1, 49):
        owner, token = a_guest()

        def make(whose: Owner = owner, wanted: int = lists) -> None:
            for number in range(min(wanted, 19)):
                made = create_wishlist(owner=whose, name=str(number), now=utc_now())
                for _ in range(3):
                    variant = make_product().variants.get()
                    wish_for(owner=whose, wishlist_id=made.id, product_id=None, variant_id=variant.id, now=utc_now())

        await in_transaction(make)
        with counted_statements() as statements:
            page = (await graphql(LISTS.replace("totalCount", ""), {"first": 50}, token=token)).data["wishlists"]
        assert len(page["nodes"]) == min(lists, 19) + 1
        assert [len(node["items"]["nodes"]) for node in page["nodes"][1:]] == [2] * min(lists, 19)
        counted.append(len(statements))

    # Lists, counts, items, products, variants.
    assert counted == [5, 5], statements
    seen: list[str] = []
    after = None
    while True:
        page = (await graphql(LISTS, {"first": 7, "after": after}, token=token)).data["wishlists"]
        seen += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["Wishlist", *(str(number) for number in range(19))]
    assert page["totalCount"] == 20
    assert (await graphql(LISTS, {"after": after}, token=a_guest_token())).error_codes == ["BAD_CURSOR"]


async def test_a_guests_wishes_come_along_at_login() -> None:
    owner, guest_token = a_guest()
    await in_transaction(create_wishlist, owner=owner, name="Gifts", now=utc_now())

    login = """mutation ($input: LoginInput!) { login(input: $input) {
      tokens { accessToken } errors { code } } }"""
    given = {"email": "ada@example.com", "password": PASSWORD, "guestToken": guest_token}
    await in_transaction(a_user, email="ada@example.com", password=PASSWORD)
    token = (await graphql(login, {"input": given})).data["login"]["tokens"]["accessToken"]

    page = (await graphql(LISTS, token=token)).data["wishlists"]
    assert {node["name"] for node in page["nodes"]} == {"Wishlist", "Gifts"}
