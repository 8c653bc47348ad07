"""What a guest gathered comes along into the account they log in to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.checkout.services.merge_carts import merge_carts
from domains.checkout.services.save_cart import merge_saved_carts
from domains.checkout.services.wish import merge_wishlists
from domains.checkout.viewing import merge_views


def bring_along(*, guest_id: UUID, user_id: UUID, now: datetime) -> None:
    """Merge the guest's cart, wishlists, views and saved carts into the account's; a second time changes nothing."""
    with transaction.atomic():
        merge_carts(guest_id=guest_id, user_id=user_id, now=now)
        merge_wishlists(guest_id=guest_id, user_id=user_id, now=now)
        merge_views(guest_id=guest_id, user_id=user_id)
        merge_saved_carts(guest_id=guest_id, user_id=user_id)
