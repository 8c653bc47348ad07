"""Say that a review was helpful, or no longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.models import Product
from domains.common.errors import NotFound
from domains.reviews.errors import OwnHouse, OwnReview
from domains.reviews.models import Review, ReviewVote
from domains.vendors.membership import works_for


def set_vote(*, review_id: UUID, voter_id: UUID, is_helpful: bool, now: datetime) -> None:
    """Count the customer's vote once, or not at all; a repeat changes nothing.

    Raises NotFound, OwnReview, and OwnHouse for a vote that would count: who works there now may take an old one back.
    """
    with transaction.atomic():
        # The lock that counting takes as well: taken first, so that votes for one review stand in line.
        review = (
            Review.objects.select_for_update(no_key=True).filter(id=review_id, state=Review.State.PUBLISHED).first()
        )
        if review is None:
            raise NotFound
        if review.author_id == voter_id:
            raise OwnReview
        if is_helpful:
            if works_for(user_id=voter_id, vendor_id=_vendor_of(review)):
                raise OwnHouse
            ReviewVote.objects.bulk_create(
                [ReviewVote(review=review, voter_id=voter_id, voted_at=now)], ignore_conflicts=True
            )
        else:
            ReviewVote.objects.filter(review=review, voter_id=voter_id).delete()


def _vendor_of(review: Review) -> UUID:
    return Product.objects.values_list("vendor_id", flat=True).get(id=review.product_id)
