"""Make, rename, share and delete wishlists."""

from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from domains.checkout.errors import DefaultWishlistStays, TooManyWishlists
from domains.checkout.models import Wishlist
from domains.common.errors import NotFound
from domains.common.text import clean_line
from domains.identity.viewer import Owner

DEFAULT_NAME = "Wishlist"
MOST_LISTS = 20
_LONGEST_NAME = 60
_TOKEN_BYTES = 32  # 256 bits: nobody finds a list by trying


def create_wishlist(*, owner: Owner, name: str, now: datetime) -> Wishlist:
    """A further list. Raises InvalidInput, TooManyWishlists."""
    called = _name(name)
    with transaction.atomic():
        # Its lock keeps two lists made at once from passing the limit together.
        lock_or_make_default(owner=owner, now=now)
        if _own(owner).count() >= MOST_LISTS:
            raise TooManyWishlists(most=MOST_LISTS)
        return Wishlist.objects.create(owner_kind=owner.kind, owner_id=owner.id, name=called, created_at=now)


def rename_wishlist(*, wishlist_id: UUID, owner: Owner, name: str) -> Wishlist:
    """Call a list of the owner's something else. Raises NotFound, InvalidInput."""
    called = _name(name)
    with transaction.atomic():
        wishlist = lock_wishlist(wishlist_id=wishlist_id, owner=owner)
        wishlist.name = called
        wishlist.save(update_fields=["name"])
    return wishlist


def delete_wishlist(*, wishlist_id: UUID, owner: Owner) -> None:
    """Delete a list with what is on it. Raises NotFound, DefaultWishlistStays."""
    with transaction.atomic():
        wishlist = lock_wishlist(wishlist_id=wishlist_id, owner=owner)
        if wishlist.is_default:
            raise DefaultWishlistStays
        wishlist.delete()


def share_wishlist(*, wishlist_id: UUID, owner: Owner, shared_by: str) -> Wishlist:
    """Let whoever knows the token look, under the name given; a list that is shared keeps its token.

    Raises NotFound, InvalidInput.
    """
    shown = clean_line(shared_by, path=("displayName",), at_most=_LONGEST_NAME, required=False)
    with transaction.atomic():
        wishlist = lock_wishlist(wishlist_id=wishlist_id, owner=owner)
        wishlist.share_token = wishlist.share_token or token_urlsafe(_TOKEN_BYTES)
        wishlist.shared_by = shown
        wishlist.save(update_fields=["share_token", "shared_by"])
    return wishlist


def unshare_wishlist(*, wishlist_id: UUID, owner: Owner) -> Wishlist:
    """Let nobody look any more; the token is worth nothing from now on, also when shared again. Raises NotFound."""
    with transaction.atomic():
        wishlist = lock_wishlist(wishlist_id=wishlist_id, owner=owner)
        wishlist.share_token, wishlist.shared_by = None, ""
        wishlist.save(update_fields=["share_token", "shared_by"])
    return wishlist


def lock_wishlist(*, wishlist_id: UUID, owner: Owner) -> Wishlist:
    """The owner's list, locked. Raises NotFound."""
    wishlist = _own(owner).select_for_update(no_key=True).filter(id=wishlist_id).first()
    if wishlist is None:
        raise NotFound("There is no such wishlist.")
    return wishlist


def lock_or_make_default(*, owner: Owner, now: datetime) -> Wishlist:
    """The owner's default list, locked; made where there is none."""
    fresh = Wishlist(owner_kind=owner.kind, owner_id=owner.id, name=DEFAULT_NAME, is_default=True, created_at=now)
    own_default = _own(owner).select_for_update(no_key=True).filter(is_default=True)
    found = own_default.first()
    if found is not None:
        return found
    # Two first wishes at once: one makes the list, the other waits here and then finds it.
    Wishlist.objects.bulk_create([fresh], ignore_conflicts=True)
    return own_default.get()


def _own(owner: Owner) -> QuerySet[Wishlist]:
    return Wishlist.objects.filter(owner_kind=owner.kind, owner_id=owner.id)


def _name(name: str) -> str:
    return clean_line(name, path=("name",), at_most=_LONGEST_NAME)
