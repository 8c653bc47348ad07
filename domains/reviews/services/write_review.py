"""Write, change and take back a review."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from domains.common.errors import NotFound
from domains.common.events import record
from domains.identity.models import User
from domains.orders.reads import KeptPurchase, kept_purchase
from domains.reviews.errors import AlreadyReviewed, EditingOver, NotBought, OwnHouse
from domains.reviews.events import ReviewEdited, ReviewWithdrawn, ReviewWritten
from domains.reviews.models import Review, ReviewRefusal
from domains.reviews.services.set_photos import set_photos
from domains.reviews.wording import PhotoWords, ReviewWords, checked, checked_photos, shown_name
from domains.vendors.membership import works_for

EDITABLE_FOR = timedelta(days=30)


def create_review(
    *, author_id: UUID, product_id: UUID, words: ReviewWords, photos: Sequence[PhotoWords] = (), now: datetime
) -> Review:
    """Write a review of something the customer has bought, with uploads of theirs.

    It waits for staff where they rejected one of this customer and product before, also one that was taken back.
    Raises InvalidInput, NotBought (for unknown products too), OwnHouse, AlreadyReviewed, NotFound for a photo.
    """
    said, shown = checked(words), checked_photos(photos)
    try:
        with transaction.atomic():
            bought = kept_purchase(user_id=author_id, product_id=product_id)
            if bought is None:
                raise NotBought
            if works_for(user_id=author_id, vendor_id=bought.vendor_id):
                raise OwnHouse
            author = User.objects.get(id=author_id)
            review = _new(author=author, product_id=product_id, said=said, bought=bought, now=now)
            review.save(force_insert=True)
            set_photos(review=review, author_id=author_id, photos=shown, now=now)
            record(
                ReviewWritten(
                    review_id=review.id,
                    product_id=product_id,
                    author_id=author_id,
                    rating=review.rating,
                    state=review.state,
                )
            )
    except IntegrityError as error:
        raise AlreadyReviewed from error
    return review


def update_review(
    *, review_id: UUID, author_id: UUID, words: ReviewWords, photos: Sequence[PhotoWords] | None = None, now: datetime
) -> Review:
    """Change one's own review, within 30 days; None leaves its photos. One that staff rejected waits for staff again.

    Raises NotFound, for a photo too, InvalidInput, EditingOver.
    """
    said = checked(words)
    shown = None if photos is None else checked_photos(photos)
    with transaction.atomic():
        review = _own(review_id, author_id)
        if now >= review.written_at + EDITABLE_FOR:
            raise EditingOver(days=EDITABLE_FOR.days)
        review.rating, review.title, review.body, review.fit = said.rating, said.title, said.body, said.fit
        review.edited_at = now
        if not (review.state == Review.State.PUBLISHED and settings.REVIEWS_AUTO_PUBLISH):
            review.state = Review.State.PENDING
        review.save(update_fields=["rating", "title", "body", "fit", "edited_at", "state"])
        if shown is not None:
            set_photos(review=review, author_id=author_id, photos=shown, now=now)
        record(
            ReviewEdited(
                review_id=review.id,
                product_id=review.product_id,
                author_id=author_id,
                rating=review.rating,
                state=review.state,
            )
        )
    return review


def delete_review(*, review_id: UUID, author_id: UUID) -> None:
    """Take one's own review back, at any time, with its votes, its reply and its photos. Raises NotFound."""
    with transaction.atomic():
        review = _own(review_id, author_id)
        record(ReviewWithdrawn(review_id=review.id, product_id=review.product_id, author_id=author_id))
        review.delete()


def _new(*, author: User, product_id: UUID, said: ReviewWords, bought: KeptPurchase, now: datetime) -> Review:
    return Review(
        product_id=product_id,
        author=author,
        author_name=shown_name(author.full_name),
        author_country=bought.country,
        order_id=bought.order_id,
        is_verified=True,
        rating=said.rating,
        title=said.title,
        body=said.body,
        fit=said.fit,
        state=_first_state(author, product_id),
        written_at=now,
    )


def _first_state(author: User, product_id: UUID) -> Review.State:
    refused = ReviewRefusal.objects.filter(author=author, product=product_id)
    is_shown = settings.REVIEWS_AUTO_PUBLISH and not refused.exists()
    return Review.State.PUBLISHED if is_shown else Review.State.PENDING


def _own(review_id: UUID, author_id: UUID) -> Review:
    review = Review.objects.select_for_update().filter(id=review_id, author_id=author_id).first()
    if review is None:
        raise NotFound
    return review
