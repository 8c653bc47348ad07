"""The rows of photos that shoppers sent along with reviews, and their files."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.demo.dice import identify, roll
from config.demo.loading.targets import PHOTOS, UPLOADS, Row, Target
from domains.catalogue.models import Media
from domains.reviews.models import Review

_REVIEWS, _MOST = 24, 2


def photo_rows(*, seed: int) -> Iterator[tuple[Target, Row]]:
    """One or two photos for a few happy reviews, each of another product: what the house shows, as worn by a buyer."""
    happy = Review.objects.filter(rating=5, state=Review.State.PUBLISHED).order_by("product_id", "id")
    chosen = sorted(happy.distinct("product_id"), key=lambda review: review.id)[:_REVIEWS]
    pictures = _pictures([review.product_id for review in chosen])
    for review in chosen:
        count = roll(seed, "photos", review.id).randint(1, _MOST)
        for position, picture in enumerate(pictures.get(review.product_id, ())[:count]):
            yield from _photo(seed, review, picture, position)


def _photo(seed: int, review: Review, picture: Media, position: int) -> Iterator[tuple[Target, Row]]:
    upload_id = identify(seed, "upload", review.id, position)
    suffix = picture.file.rpartition(".")[2]
    # A copy: the file goes with the review, and the house's picture stays.
    path = f"uploads/demo/{upload_id.hex}.{suffix}"
    with default_storage.open(picture.file) as file:
        content = file.read()
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    owner_id = identify(seed, "reviewer", review.id)
    size, used = len(content), f"review:{review.id}"
    yield UPLOADS, (upload_id, owner_id, path, picture.width, picture.height, size, review.written_at, used)
    photo_id = identify(seed, "photo", review.id, position)
    yield PHOTOS, (photo_id, review.id, upload_id, f"Worn by {review.author_name}", position)


def _pictures(product_ids: Sequence[UUID]) -> Mapping[UUID, list[Media]]:
    grouped: dict[UUID, list[Media]] = {}
    for picture in Media.objects.filter(product_id__in=product_ids).order_by("product_id", "position", "id"):
        grouped.setdefault(picture.product_id, []).append(picture)
    return grouped
