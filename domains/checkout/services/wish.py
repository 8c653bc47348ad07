"""Put something on a wishlist, or take it off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from domains.catalogue.models import Product, Variant
from domains.catalogue.scopes import published
from domains.checkout.errors import WishlistFull
from domains.checkout.models import Wishlist, WishlistItem
from domains.checkout.services.keep_wishlist import lock_or_make_default, lock_wishlist
from domains.common.errors import NotFound
from domains.identity.viewer import Owner

MOST_ITEMS = 200


def wish_for(
    *, owner: Owner, wishlist_id: UUID | None, product_id: UUID | None, variant_id: UUID | None, now: datetime
) -> WishlistItem:
    """Put a shown product, or a variant of one, on the list (the default one if none is named); once.

    Raises NotFound, WishlistFull.
    """
    product_id = _shown(product_id=product_id, variant_id=variant_id, now=now)
    with transaction.atomic():
        wishlist = (
            lock_wishlist(wishlist_id=wishlist_id, owner=owner)
            if wishlist_id
            else lock_or_make_default(owner=owner, now=now)
        )
        of_variant = Q(variant_id=variant_id) if variant_id else Q(variant=None)
        same = wishlist.items.filter(of_variant, product_id=product_id).first()
        if same is not None:
            return same
        if wishlist.items.count() >= MOST_ITEMS:
            raise WishlistFull(most=MOST_ITEMS)
        return WishlistItem.objects.create(
            wishlist=wishlist, product_id=product_id, variant_id=variant_id, added_at=now
        )


def stop_wishing(*, owner: Owner, item_id: UUID) -> UUID:
    """Take something off one of the owner's lists; gives the list's id. Raises NotFound."""
    with transaction.atomic():
        mine = WishlistItem.objects.filter(id=item_id, wishlist__owner_kind=owner.kind, wishlist__owner_id=owner.id)
        wishlist_id = mine.values_list("wishlist_id", flat=True).first()
        if wishlist_id is None:
            raise NotFound
        WishlistItem.objects.filter(id=item_id).delete()
    return wishlist_id


def merge_wishlists(*, guest_id: UUID, user_id: UUID, now: datetime) -> None:
    """Bring a guest's lists into the account they log in to; a second time nothing is left to bring.

    What is on the guest's default list goes onto the account's; further lists come along as they are.
    """
    with transaction.atomic():
        lists = list(
            Wishlist.objects.select_for_update(no_key=True).filter(owner_kind="guest", owner_id=guest_id).order_by("id")
        )
        if not lists:
            return
        account = lock_or_make_default(owner=Owner(kind="customer", id=user_id), now=now)
        for wishlist in lists:
            if wishlist.is_default:
                _pour(wishlist, into=account)
            else:
                wishlist.owner_kind, wishlist.owner_id = "customer", user_id
                wishlist.save(update_fields=["owner_kind", "owner_id"])


def _pour(guests: Wishlist, *, into: Wishlist) -> None:
    WishlistItem.objects.bulk_create(
        [
            WishlistItem(wishlist=into, product_id=item.product_id, variant_id=item.variant_id, added_at=item.added_at)
            for item in guests.items.all()
        ],
        ignore_conflicts=True,
    )
    # Its link ends with it: what the account has on its own list was never shared.
    guests.delete()


def _shown(*, product_id: UUID | None, variant_id: UUID | None, now: datetime) -> UUID:
    shown = Product.objects.filter(published(at=now))
    key = None
    if variant_id is not None:
        found = Variant.objects.filter(id=variant_id, is_active=True, product__in=shown)
        key = found.values_list("product_id", flat=True).first()
    elif product_id is not None:
        key = shown.filter(id=product_id).values_list("id", flat=True).first()
    if key is None:
        raise NotFound("There is no such product.")
    return key
