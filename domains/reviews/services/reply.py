"""The vendor's answer to a review."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.common.events import record
from domains.reviews.events import ReviewReplied
from domains.reviews.models import Review
from domains.reviews.wording import LONGEST_REPLY, clean_paragraphs
from domains.vendors.membership import Right, ensure_member


def reply_to_review(*, review_id: UUID, member_id: UUID, text: str, now: datetime) -> Review:
    """Answer a published review of one's own house; a later answer takes the place of the first.

    Raises InvalidInput, NotFound for everybody who does not work for the vendor, and HouseClosed where its status does
    not allow it.
    """
    said = clean_paragraphs(text, path=("reply",), at_most=LONGEST_REPLY, required=True)
    with transaction.atomic():
        review = (
            Review.objects.select_for_update(no_key=True, of=("self",))
            .select_related("product")
            .filter(id=review_id, state=Review.State.PUBLISHED)
            .first()
        )
        if review is None:
            raise NotFound
        ensure_member(user_id=member_id, vendor_id=review.product.vendor_id, right=Right.ANSWER_REVIEWS)
        is_first = not review.reply
        review.reply, review.replied_at, review.replied_by_id = said, now, member_id
        review.save(update_fields=["reply", "replied_at", "replied_by"])
        if is_first:
            record(
                ReviewReplied(
                    review_id=review.id,
                    product_id=review.product_id,
                    author_id=review.author_id,
                    vendor_id=review.product.vendor_id,
                )
            )
    return review
