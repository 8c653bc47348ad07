"""What staff decide about a review."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.common.events import record
from domains.reviews.errors import ModerationRefused
from domains.reviews.events import ReviewModerated
from domains.reviews.models import Review, ReviewRefusal


def publish_review(*, review_id: UUID, actor: str, now: datetime) -> Review:
    """Show a review to everybody. Raises NotFound, ModerationRefused for a published one."""
    return _move(review_id=review_id, state=Review.State.PUBLISHED, reason="", actor=actor, now=now)


def reject_review(*, review_id: UUID, reason: str, actor: str, now: datetime) -> Review:
    """Hide a review, for a reason that its writer gets to read. Raises NotFound, ModerationRefused."""
    return _move(review_id=review_id, state=Review.State.REJECTED, reason=reason, actor=actor, now=now)


def _move(*, review_id: UUID, state: Review.State, reason: str, actor: str, now: datetime) -> Review:
    with transaction.atomic():
        review = Review.objects.select_for_update(no_key=True).filter(id=review_id).first()
        if review is None:
            raise NotFound
        if review.state == state:
            raise ModerationRefused(state=state)
        review.state, review.moderation_reason, review.moderated_at = state, reason, now
        review.save(update_fields=["state", "moderation_reason", "moderated_at"])
        _remember(review, now)
        record(
            ReviewModerated(
                review_id=review.id,
                product_id=review.product_id,
                author_id=review.author_id,
                state=state,
                reason=reason,
                actor=actor,
            )
        )
    return review


def _remember(review: Review, now: datetime) -> None:
    if review.author_id is None:
        return
    if review.state == Review.State.REJECTED:
        refusal = ReviewRefusal(author_id=review.author_id, product_id=review.product_id, refused_at=now)
        ReviewRefusal.objects.bulk_create([refusal], ignore_conflicts=True)
    else:
        ReviewRefusal.objects.filter(author=review.author_id, product=review.product_id).delete()
