"""What becomes of a review when its purchase is undone."""

from uuid import UUID

from django.db import transaction

from domains.checkout.models import OwnerKind
from domains.orders.reads import contents_of_part, kept_purchase
from domains.reviews.models import Review


def verify_again(*, vendor_order_id: UUID) -> None:
    """After a part of an order was cancelled: its buyer's reviews stay, but are verified by what was kept only.

    One with another purchase of the product is verified by that. A repeat changes nothing.
    """
    part = contents_of_part(vendor_order_id=vendor_order_id)
    if part.owner_kind != OwnerKind.CUSTOMER:
        return
    with transaction.atomic():
        # In one order whoever asks: two parts of one buyer may be cancelled at the same moment.
        reviews = Review.objects.select_for_update(no_key=True).filter(
            author=part.owner_id, product__in=part.product_ids, is_verified=True
        )
        for review in reviews.order_by("id"):
            kept = kept_purchase(user_id=part.owner_id, product_id=review.product_id)
            review.is_verified, review.order_id = kept is not None, kept.order_id if kept else None
            review.save(update_fields=["is_verified", "order_id"])
