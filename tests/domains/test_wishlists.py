"""Wishlists: lists, wishes, limits, sharing, and what a guest brings along."""

from functools import partial

import pytest

from domains.checkout.errors import DefaultWishlistStays, TooManyWishlists, WishlistFull
from domains.checkout.models import Wishlist, WishlistItem
from domains.checkout.services.bring_along import bring_along
from domains.checkout.services.keep_wishlist import (
    create_wishlist,
    delete_wishlist,
    rename_wishlist,
    share_wishlist,
    unshare_wishlist,
)
from domains.checkout.services.wish import stop_wishing, wish_for
from domains.common.clock import utc_now
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.identity.viewer import Owner
from tests.concurrency import all_at_once, many_connections
from tests.factories.catalogue import make_product
from tests.factories.checkout import an_owner
from tests.factories.identity import a_user

pytestmark = pytest.mark.usefixtures("database")

NOW = utc_now()


def wish(owner: Owner, *, wishlist: Wishlist | None = None) -> WishlistItem:
    return wish_for(
        owner=owner,
        wishlist_id=wishlist.id if wishlist else None,
        product_id=make_product().id,
        variant_id=None,
        now=NOW,
    )


def test_a_wish_makes_the_default_list_and_is_there_once() -> None:
    owner, product = an_owner(), make_product()

    for _ in range(2):
        wish_for(owner=owner, wishlist_id=None, product_id=product.id, variant_id=None, now=NOW)
    variant = product.variants.get()
    for _ in range(2):
        wish_for(owner=owner, wishlist_id=None, product_id=None, variant_id=variant.id, now=NOW)

    wishlist = Wishlist.objects.get()
    assert (wishlist.name, wishlist.is_default, wishlist.share_token) == ("Wishlist", True, None)
    assert sorted(wishlist.items.values_list("product_id", "variant_id"), key=str) == sorted(
        [(product.id, None), (product.id, variant.id)], key=str
    )


def test_first_wishes_at_once_make_one_list() -> None:
    owner, product = an_owner(), make_product()
    call = partial(wish_for, owner=owner, wishlist_id=None, product_id=product.id, variant_id=None, now=NOW)

    with many_connections():
        answers = all_at_once([call] * 10)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert (Wishlist.objects.count(), WishlistItem.objects.count()) == (1, 1)


def test_takes_only_what_is_shown() -> None:
    owner, hidden = an_owner(), make_product(state="draft")

    for product_id, variant_id in ((hidden.id, None), (None, hidden.variants.get().id), (new_id(), None)):
        with pytest.raises(NotFound):
            wish_for(owner=owner, wishlist_id=None, product_id=product_id, variant_id=variant_id, now=NOW)

    assert not Wishlist.objects.exists()


def test_keeps_to_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domains.checkout.services.wish.MOST_ITEMS", 2)
    owner = an_owner()
    wish(owner)
    wish(owner)
    with pytest.raises(WishlistFull):
        wish(owner)
    for number in range(19):
        create_wishlist(owner=owner, name=f"List {number}", now=NOW)
    with pytest.raises(TooManyWishlists):
        create_wishlist(owner=owner, name="One more", now=NOW)

    assert (Wishlist.objects.count(), WishlistItem.objects.count()) == (20, 2)


def test_belongs_to_its_owner_alone() -> None:
    owner, user = an_owner(), a_user()
    item = wish(owner)
    wishlist = Wishlist.objects.get()
    # The same id as a customer is somebody else.
    for stranger in (an_owner(), Owner(kind="customer", id=owner.id), Owner(kind="customer", id=user.id)):
        for call in (
            partial(rename_wishlist, wishlist_id=wishlist.id, owner=stranger, name="Theirs"),
            partial(delete_wishlist, wishlist_id=wishlist.id, owner=stranger),
            partial(share_wishlist, wishlist_id=wishlist.id, owner=stranger, shared_by=""),
            partial(unshare_wishlist, wishlist_id=wishlist.id, owner=stranger),
            partial(stop_wishing, owner=stranger, item_id=item.id),
            partial(wish, stranger, wishlist=wishlist),
        ):
            with pytest.raises(NotFound):
                call()

    kept = Wishlist.objects.get()
    assert (kept.name, kept.share_token, kept.items.count()) == ("Wishlist", None, 1)


def test_is_shared_by_a_token_that_dies_with_revoking() -> None:
    owner = an_owner()
    wish(owner)
    wishlist = Wishlist.objects.get()

    first = share_wishlist(wishlist_id=wishlist.id, owner=owner, shared_by=" Ada  O. ")
    again = share_wishlist(wishlist_id=wishlist.id, owner=owner, shared_by="Ada")
    unshare_wishlist(wishlist_id=wishlist.id, owner=owner)
    anew = share_wishlist(wishlist_id=wishlist.id, owner=owner, shared_by="")

    assert first.share_token == again.share_token != anew.share_token
    assert len(first.share_token or "") == 43
    assert (first.shared_by, again.shared_by, anew.shared_by) == ("Ada O.", "Ada", "")
    with pytest.raises(InvalidInput):
        share_wishlist(wishlist_id=wishlist.id, owner=owner, shared_by="x" * 61)


def test_deletes_lists_but_the_default_one() -> None:
    owner = an_owner()
    further = create_wishlist(owner=owner, name="Gifts", now=NOW)
    wish(owner, wishlist=further)

    delete_wishlist(wishlist_id=further.id, owner=owner)
    with pytest.raises(DefaultWishlistStays):
        delete_wishlist(wishlist_id=Wishlist.objects.get().id, owner=owner)

    assert not WishlistItem.objects.exists()


def test_a_guests_lists_come_along_once() -> None:
    guest, user = an_owner(), a_user()
    account = Owner(kind="customer", id=user.id)
    both = make_product()
    for owner in (guest, account):
        wish_for(owner=owner, wishlist_id=None, product_id=both.id, variant_id=None, now=NOW)
    wish(guest)
    gifts = create_wishlist(owner=guest, name="Gifts", now=NOW)
    wish(guest, wishlist=gifts)
    guests_default = Wishlist.objects.get(owner_id=guest.id, is_default=True)
    share_wishlist(wishlist_id=guests_default.id, owner=guest, shared_by="Ada")

    for _ in range(2):
        bring_along(guest_id=guest.id, user_id=user.id, now=NOW)

    lists = Wishlist.objects.filter(owner_kind="customer", owner_id=user.id).order_by("created_at", "id")
    assert sorted((one.name, one.is_default, one.share_token, one.items.count()) for one in lists) == [
        ("Gifts", False, None, 1),
        ("Wishlist", True, None, 2),
    ]
    assert Wishlist.objects.count() == 2
