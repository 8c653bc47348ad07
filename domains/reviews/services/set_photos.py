"""Which photos belong to a review."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.media.errors import AlreadyAttached
from domains.media.services.attach_upload import attach_upload
from domains.reviews.models import Review, ReviewPhoto
from domains.reviews.wording import PhotoWords


def set_photos(*, review: Review, author_id: UUID, photos: Sequence[PhotoWords], now: datetime) -> None:
    """Make these the photos of a locked review, in their order; those it had besides are deleted with their files.

    Raises NotFound for an upload that is somebody else's, has expired or is used elsewhere: they are all the same.
    """
    with transaction.atomic():
        review.photos.exclude(upload__in=[photo.upload_id for photo in photos]).delete()
        # By id: two reviews that fight for the same uploads in another order would deadlock.
        for upload_id in sorted(photo.upload_id for photo in photos):
            _attach(upload_id, review=review, author_id=author_id, now=now)
        ReviewPhoto.objects.bulk_create(
            [
                ReviewPhoto(review=review, upload_id=photo.upload_id, alt=photo.alt, position=position)
                for position, photo in enumerate(photos)
            ],
            update_conflicts=True,
            unique_fields=["upload"],
            update_fields=["alt", "position"],
        )


def _attach(upload_id: UUID, *, review: Review, author_id: UUID, now: datetime) -> None:
    try:
        attach_upload(upload_id=upload_id, owner_id=author_id, attached_to=f"review:{review.id}", now=now)
    except (AlreadyAttached, NotFound) as error:
        raise NotFound("There is no such upload. Please upload the picture again.", path=("photos",)) from error
