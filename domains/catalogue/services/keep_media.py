"""Give a product pictures, describe them, put them in order, and take them away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from domains.catalogue.choosing import COLOUR_AXIS
from domains.catalogue.errors import NotItsMedia, TooManyMedia, UnknownColour
from domains.catalogue.events import MediaChanged
from domains.catalogue.models import Media, OptionValue
from domains.catalogue.picturing import MOST_MEDIA
from domains.catalogue.services.locking import locked_product
from domains.common.errors import NotFound
from domains.common.events import record
from domains.common.text import clean_line
from domains.media.rendering.recipe import FocalPoint
from domains.media.services.attach_upload import attach_upload
from domains.media.services.discard_picture import discard_picture
from domains.media.services.move_focal_point import move_focal_point
from domains.media.services.register_originals import register_original

MAX_ALT = 200


def add_media(*, product_id: UUID, upload_id: UUID, owner_id: UUID, alt: str, colour: str = "", now: datetime) -> Media:
    """Show an upload of the owner's as the product's last picture; an empty colour stands for all of them.

    Raises NotFound for a product or an upload that is not there, AlreadyAttached, UnknownColour, TooManyMedia, and
    InvalidInput without an alternative text: who doesn't see the picture needs one.
    """
    said = _alt(alt)
    with transaction.atomic():
        product = locked_product(product_id)
        _ensure_colour(product_id, colour)
        others = Media.objects.filter(product_id=product_id)
        if others.count() >= MOST_MEDIA:
            raise TooManyMedia
        upload = attach_upload(upload_id=upload_id, owner_id=owner_id, attached_to=f"product:{product.id}", now=now)
        last = others.aggregate(last=Max("position"))["last"]
        media = Media.objects.create(
            product=product,
            colour=colour,
            file=upload.path,
            alt=said,
            width=upload.width,
            height=upload.height,
            position=0 if last is None else last + 1,
        )
        record(MediaChanged(product_id=product.id))
    return media


def update_media(
    *, media_id: UUID, alt: str | None = None, colour: str | None = None, focal_point: FocalPoint | None = None
) -> Media:
    """Change what is said of a picture, and what crops of it keep; None leaves a thing as it is.

    Raises NotFound, also for the focal point of a drawing, UnknownColour, InvalidInput.
    """
    with transaction.atomic():
        media = locked_media(media_id)
        changes: dict[str, Any] = {}
        if alt is not None:
            changes["alt"] = _alt(alt)
        if colour is not None:
            _ensure_colour(media.product_id, colour)
            changes["colour"] = colour
        if focal_point is not None:
            register_original(path=media.file)
            move_focal_point(path=media.file, focal=focal_point)
        if changes:
            Media.objects.filter(id=media.id).update(**changes)
        record(MediaChanged(product_id=media.product_id))
    return media


def arrange_media(*, product_id: UUID, media_ids: Sequence[UUID]) -> None:
    """Put the product's pictures in that order; the first is its face. Raises NotItsMedia unless all are named once."""
    with transaction.atomic():
        product = locked_product(product_id)
        media = {each.id: each for each in Media.objects.filter(product_id=product_id)}
        if sorted(media_ids) != sorted(media):
            raise NotItsMedia
        for position, media_id in enumerate(media_ids):
            media[media_id].position = position
        Media.objects.bulk_update(media.values(), ["position"])
        record(MediaChanged(product_id=product.id))


def remove_media(*, media_id: UUID, now: datetime) -> None:
    """Take a picture away; its files are deleted a day later unless something else shows them. Raises NotFound."""
    with transaction.atomic():
        media = locked_media(media_id)
        product_id, file = media.product_id, media.file
        media.delete()
        if not Media.objects.filter(file=file).exists():
            discard_picture(path=file, now=now)
        record(MediaChanged(product_id=product_id))


def locked_media(media_id: UUID) -> Media:
    """The picture of a product that is locked until the transaction ends: the product comes first, as everywhere.

    Raises NotFound.
    """
    product_id = Media.objects.filter(id=media_id).values_list("product_id", flat=True).first()
    if product_id is not None:
        locked_product(product_id)
        media = Media.objects.filter(id=media_id).first()
        if media is not None:
            return media
    raise NotFound("There is no such picture.")


def _alt(text: str) -> str:
    return clean_line(text, path=("alt",), at_most=MAX_ALT)


def _ensure_colour(product_id: UUID, colour: str) -> None:
    offered = OptionValue.objects.filter(axis__product_id=product_id, axis__code=COLOUR_AXIS, code=colour)
    if colour and not offered.exists():
        raise UnknownColour
