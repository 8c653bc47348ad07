"""What a guest gathered comes along into the account they log in to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.checkout.services.merge_carts import merge_carts
from domains.checkout.services.wish import merge_wishlists
from domains.checkout.viewing import merge_views


def bring_along(*, guest_id: UUID, user_id: UUID, now: datetime) -> None:
    """Merge the guest's cart, wishlists and views into the account's, all or nothing; a second time changes nothing."""
    with transaction.atomic():
        merge_carts(guest_id=guest_id, user_id=user_id, now=now)
        merge_wishlists(guest_id=guest_id, user_id=user_id, now=now)
        merge_views(guest_id=guest_id, user_id=user_id)
