"""Reviews of somebody who has gone: the opinion stays, whose it was does not."""

from uuid import UUID

from domains.reviews.models import Review, ReviewPhoto, ReviewRefusal, ReviewVote

SHOWN_NAME = "Former customer"


def erase_reviews(*, user_id: UUID) -> None:
    """Take the writer from the reviews of a closed account, and erase its photos with their files, and its votes."""
    ReviewVote.objects.filter(voter_id=user_id).delete()
    ReviewRefusal.objects.filter(author_id=user_id).delete()
    ReviewPhoto.objects.filter(review__author_id=user_id).delete()
    Review.objects.filter(author_id=user_id).update(
        author=None, author_name=SHOWN_NAME, author_country="", order_id=None
    )
    Review.objects.filter(replied_by_id=user_id).update(replied_by=None)
