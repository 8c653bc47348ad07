"""Saved carts over the GraphQL door."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domains.checkout.errors import TooManySavedCarts
from domains.checkout.models import CartLine, SavedCart
from domains.checkout.services.bring_along import bring_along
from domains.checkout.services.save_cart import MOST_KEPT, MOST_SAVED, merge_saved_carts, save_cart
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.money import Money
from domains.identity.models import User
from domains.identity.viewer import Owner
from schema.ids import encode_id
from tests.api.client import graphql
from tests.concurrency import all_at_once, many_connections
from tests.factories.catalogue import make_price, make_variant
from tests.factories.checkout import an_owner, make_cart, make_line
from tests.factories.identity import a_user, an_access_token
from tests.factories.inventory import make_stock
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

SAVE = """mutation ($name: String!) { cartSave(name: $name) {
  savedCart { id name currency lines { quantity variant { id } } } errors { code } } }"""
LIST = "{ savedCarts { id name lines { quantity variant { sku } } } }"
RESTORE = """mutation ($id: ID!) { savedCartRestore(id: $id) {
  cart { lines { quantity variant { id } unitPrice { minor } problems { __typename } } } errors { code } } }"""
DELETE = "mutation ($id: ID!) { savedCartDelete(id: $id) { errors { code } } }"
CLEAR = "mutation { cartClear { errors { code } } }"


async def a_customer() -> tuple[User, str]:
    user = await in_transaction(a_user)
    return user, await in_transaction(an_access_token, user)


def fill(owner: Owner, lines: int = 2) -> list[UUID]:
    cart, made = make_cart(owner=owner), []
    for quantity in range(1, lines + 1):
        variant = make_variant()
        make_stock(variant=variant, on_hand=100)
        make_line(cart=cart, variant=variant, quantity=quantity)
        made.append(variant.id)
    return made


async def test_a_shopper_saves_restores_and_forgets_a_cart() -> None:
    user, token = await a_customer()
    first, second = await in_transaction(fill, Owner(kind="customer", id=user.id))

    saved = (await graphql(SAVE, {"name": "  For  later "}, token=token)).data["cartSave"]
    assert saved["errors"] == []
    saved_id = {"id": saved["savedCart"].pop("id")}
    assert saved["savedCart"] == {
        "name": "For later", "currency": "NGN",
        "lines": [
            {"quantity": 1, "variant": {"id": encode_id("Variant", first)}},
            {"quantity": 2, "variant": {"id": encode_id("Variant", second)}},
        ],
    }  # fmt: skip
    await graphql(CLEAR, token=token)
    for quantities in ([1, 2], [2, 4]):
        restored = (await graphql(RESTORE, saved_id, token=token)).data["savedCartRestore"]
        assert [line["quantity"] for line in restored["cart"]["lines"]] == quantities
    assert (await graphql(DELETE, saved_id, token=token)).data["savedCartDelete"]["errors"] == []
    assert (await graphql(LIST, token=token)).data["savedCarts"] == []


async def test_restores_at_todays_prices() -> None:
    user, token = await a_customer()
    owner = Owner(kind="customer", id=user.id)
    [variant_id] = await in_transaction(fill, owner, 1)
    saved = await in_transaction(save_cart, owner=owner, name="x", now=utc_now())
    await graphql(CLEAR, token=token)

    def reduce() -> None:
        line = saved.lines.select_related("variant").get()
        make_price(variant=line.variant, price=Money(20_000_00, "NGN"), valid_from=utc_now())

    await in_transaction(reduce)
    restored = await graphql(RESTORE, {"id": encode_id("SavedCart", saved.id)}, token=token)

    assert restored.data["savedCartRestore"]["cart"]["lines"] == [
        {
            "quantity": 1, "variant": {"id": encode_id("Variant", variant_id)}, "unitPrice": {"minor": 20_000_00},
            "problems": [],
        }
    ]  # fmt: skip


async def test_an_empty_cart_and_a_bad_name_are_not_saved() -> None:
    user, token = await a_customer()

    async def code(name: str) -> Any:
        return (await graphql(SAVE, {"name": name}, token=token)).data["cartSave"]["errors"][0]["code"]

    assert await code("Empty") == "NOT_FOUND"
    await in_transaction(fill, Owner(kind="customer", id=user.id))
    for bad in ("", " ", "x" * 61, "a\u0007b"):
        assert await code(bad) == "INVALID_INPUT"
    assert not await in_transaction(SavedCart.objects.exists)


def test_ten_are_kept_however_many_are_saved_at_once() -> None:
    owner = an_owner()
    fill(owner)
    call = partial(save_cart, owner=owner, name="x", now=utc_now())

    with many_connections():
        answers = all_at_once([call] * 14)

    refused = [type(answer) for answer in answers if isinstance(answer, Exception)]
    assert refused == [TooManySavedCarts] * 4
    assert SavedCart.objects.count() == MOST_SAVED


async def test_saved_carts_are_their_owners_alone() -> None:
    user, _ = await a_customer()
    _, strangers_token = await a_customer()
    owner = Owner(kind="customer", id=user.id)
    await in_transaction(fill, owner)
    saved = await in_transaction(save_cart, owner=owner, name="Mine", now=utc_now())
    saved_id = {"id": encode_id("SavedCart", saved.id)}

    for token, code in ((strangers_token, "NOT_FOUND"), (None, "LOGIN_REQUIRED")):
        for document, field in ((RESTORE, "savedCartRestore"), (DELETE, "savedCartDelete")):
            refused = (await graphql(document, saved_id, token=token)).data[field]
            assert refused["errors"] == [{"code": code}]
    assert (await graphql(LIST, token=strangers_token)).data["savedCarts"] == []
    assert await in_transaction(SavedCart.objects.count) == 1
    assert await in_transaction(CartLine.objects.count) == 2


async def test_come_along_at_login() -> None:
    user, token = await a_customer()
    guest = an_owner()
    await in_transaction(fill, guest)
    await in_transaction(save_cart, owner=guest, name="As a guest", now=utc_now())

    for _ in range(2):
        await in_transaction(bring_along, guest_id=guest.id, user_id=user.id, now=utc_now())

    assert [each["name"] for each in (await graphql(LIST, token=token)).data["savedCarts"]] == ["As a guest"]


def test_an_account_keeps_twenty_however_many_guests_log_in_at_once() -> None:
    user, now = a_user(), utc_now()
    guests = [an_owner() for _ in range(4)]
    for number, guest in enumerate(guests):
        for position in range(MOST_SAVED):
            SavedCart.objects.create(
                owner_kind="guest",
                owner_id=guest.id,
                name=f"{number}:{position}",
                currency="NGN",
                created_at=now + timedelta(seconds=position),
            )
    calls = [partial(merge_saved_carts, guest_id=guest.id, user_id=user.id) for guest in guests * 2]
    merge_saved_carts(guest_id=guests[0].id, user_id=user.id)
    SavedCart.objects.filter(owner_id=user.id, name__in=["0:0", "0:1", "0:2", "0:3", "0:4"]).delete()

    with many_connections():
        answers = all_at_once(calls)

    assert answers == [None] * 8
    kept = set(SavedCart.objects.filter(owner_id=user.id, owner_kind="customer").values_list("name", flat=True))
    assert len(kept) == MOST_KEPT == SavedCart.objects.count()
    assert {f"0:{position}" for position in range(5, 10)} <= kept
    # Of each guest the newest.
    last = [sorted(int(name[2:]) for name in kept if name[0] == str(number)) for number in (1, 2, 3)]
    assert sorted(len(each) for each in last) == [0, 5, 10]
    assert [5, 6, 7, 8, 9] in last


async def test_lists_in_as_many_statements_for_ten_as_for_one() -> None:
    counted = []
    for wanted in (1, MOST_SAVED):
        user, token = await a_customer()
        owner = Owner(kind="customer", id=user.id)
        await in_transaction(fill, owner)
        for number in range(wanted):
            await in_transaction(save_cart, owner=owner, name=str(number), now=utc_now())
        await graphql("{ ping }", token=token)
        with counted_statements() as statements:
            assert len((await graphql(LIST, token=token)).data["savedCarts"]) == wanted
        counted.append(len(statements))

    # Saved carts, lines, variants.
    assert counted == [3, 3], statements
