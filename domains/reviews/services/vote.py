"""Say that a review was helpful, or no longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.reviews.errors import OwnReview
from domains.reviews.models import Review, ReviewVote


def set_vote(*, review_id: UUID, voter_id: UUID, is_helpful: bool, now: datetime) -> None:
    """Count the customer's vote once, or not at all; a repeat changes nothing. Raises NotFound, OwnReview."""
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
            ReviewVote.objects.bulk_create(
                [ReviewVote(review=review, voter_id=voter_id, voted_at=now)], ignore_conflicts=True
            )
        else:
            ReviewVote.objects.filter(review=review, voter_id=voter_id).delete()
