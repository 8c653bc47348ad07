"""Put a cart aside under a name, and put what was in it into a cart again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from domains.checkout.errors import TooManySavedCarts
from domains.checkout.merging import MergeLine, merged_lines
from domains.checkout.models import SavedCart, SavedCartLine
from domains.checkout.services.carts import lock_open_cart, lock_or_open_cart, touch
from domains.checkout.services.merge_carts import lines_of, put_lines, repriced
from domains.common.errors import NotFound
from domains.common.text import clean_line
from domains.common.turns import take_turns
from domains.identity.viewer import Owner

MOST_SAVED = 10
# Logins bring a guest's along, past the limit of saving, but not without end.
MOST_KEPT = 2 * MOST_SAVED
_LONGEST_NAME = 60


def save_cart(*, owner: Owner, name: str, now: datetime) -> SavedCart:
    """Keep what is in the owner's cart under a name; the cart stays as it is.

    Raises InvalidInput, TooManySavedCarts, NotFound for an empty cart.
    """
    called = clean_line(name, path=("name",), at_most=_LONGEST_NAME)
    with transaction.atomic():
        # Its lock keeps two saves at once from passing the limit together.
        cart = lock_open_cart(owner=owner)
        lines = lines_of(cart)
        if not lines:
            raise NotFound("Your cart is empty.")
        if _own(owner).count() >= MOST_SAVED:
            raise TooManySavedCarts(most=MOST_SAVED)
        saved = SavedCart.objects.create(
            owner_kind=owner.kind, owner_id=owner.id, name=called, currency=cart.currency, created_at=now
        )
        SavedCartLine.objects.bulk_create(
            SavedCartLine(
                saved_cart=saved,
                variant_id=line.variant_id,
                quantity=line.quantity,
                price_minor=line.seen_price_minor,
                position=position,
            )
            for position, line in enumerate(lines)
        )
    return saved


def restore_cart(*, owner: Owner, saved_cart_id: UUID, now: datetime) -> UUID:
    """Add a saved cart's lines to the owner's cart as merging at login does, at today's prices; gives the cart's id.

    What can't be bought any more comes along as unavailable. The saved cart stays. Raises NotFound.
    """
    with transaction.atomic():
        saved = _own(owner).filter(id=saved_cart_id).first()
        if saved is None:
            raise NotFound("There is no such saved cart.")
        cart = lock_or_open_cart(owner=owner, currency=saved.currency, now=now, insist=False)
        coming = repriced(_kept_lines(saved, now), currency=cart.currency, now=now)
        put_lines(cart=cart, lines=merged_lines(account=lines_of(cart), guest=coming))
        touch(cart=cart, now=now)
    return cart.id


def delete_saved_cart(*, owner: Owner, saved_cart_id: UUID) -> None:
    """Forget a saved cart. Raises NotFound."""
    if not _own(owner).filter(id=saved_cart_id).delete()[0]:
        raise NotFound("There is no such saved cart.")


def merge_saved_carts(*, guest_id: UUID, user_id: UUID) -> None:
    """Bring a guest's saved carts into the account they log in to; beyond twenty there, their oldest are forgotten."""
    with transaction.atomic():
        account = Owner(kind="customer", id=user_id)
        take_turns(f"saved carts of {account.actor}")
        guests = _own(Owner(kind="guest", id=guest_id)).order_by("-created_at", "-id").values_list("id", flat=True)
        coming = list(guests)
        room = max(MOST_KEPT - _own(account).count(), 0) if coming else 0
        SavedCart.objects.filter(id__in=coming[:room]).update(owner_kind=account.kind, owner_id=account.id)
        SavedCart.objects.filter(id__in=coming[room:]).delete()


def _kept_lines(saved: SavedCart, now: datetime) -> list[MergeLine]:
    return [
        MergeLine(
            variant_id=line.variant_id,
            quantity=line.quantity,
            seen_price_minor=line.price_minor,
            seen_at=now,
            added_at=now,
        )
        for line in saved.lines.order_by("position", "id")
    ]


def _own(owner: Owner) -> QuerySet[SavedCart]:
    return SavedCart.objects.filter(owner_kind=owner.kind, owner_id=owner.id)
