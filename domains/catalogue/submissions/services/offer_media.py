"""What members of a vendor do with the pictures of a product."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from domains.catalogue.choosing import COLOUR_AXIS
from domains.catalogue.errors import NotItsMedia, TooManyMedia, UnknownValue
from domains.catalogue.models import Media, OptionValue, Product
from domains.catalogue.picturing import MOST_MEDIA, Gallery, PlacedPicture, SwatchPicture, ensure_gallery
from domains.catalogue.services.show_pictures import discard_unshown, show_pictures, show_swatches
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.revisions import (
    additions_of,
    joined,
    kept_gallery,
    kept_swatches,
    uploaded_files,
)
from domains.catalogue.submissions.services.closing import waiting_submission
from domains.catalogue.submissions.services.holding import hold_changeable, revise
from domains.common.errors import InvalidInput, NotFound
from domains.common.text import clean_line
from domains.media.errors import AlreadyAttached
from domains.media.models import Upload
from domains.media.rendering.recipe import FocalPoint
from domains.media.services.attach_upload import attach_upload
from domains.media.services.move_focal_point import move_focal_point
from domains.media.services.register_originals import is_raster

MAX_ALT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPicture:
    """A picture of the product (`media_id`) or an upload (`upload_id`), and what is to be said of it."""

    media_id: UUID | None
    upload_id: UUID | None
    alt: str
    colour: str = ""
    focal: FocalPoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSwatch:
    """An upload to show the cloth of a value."""

    axis: str
    value: str
    upload_id: UUID


@dataclass(frozen=True, slots=True)
class _Known:
    """The pictures the product has, in order, and the uploads that may be placed."""

    media: Mapping[UUID, Media]
    uploads: Mapping[UUID, Upload]


def set_pictures(
    *,
    product_id: UUID,
    member_id: UUID,
    pictures: Sequence[WantedPicture] | None,
    swatches: Sequence[WantedSwatch],
    now: datetime,
) -> None:
    """Say which pictures a product has, all of them in order, and which show the cloth of its values.

    A draft shows them at once, a product that is shown with the revision they join; None leaves the pictures as they
    are. A repeat changes nothing. Raises as `hold_changeable` and `ensure_gallery` do, NotItsMedia, UnknownValue, and
    NotFound for an upload that is somebody else's, has expired or is used elsewhere.
    """
    if pictures is None and not swatches:
        raise InvalidInput("Say what is to change.", path=("pictures",))
    wanted = [_cleaned(picture, place) for place, picture in enumerate(pictures or ())]
    _ensure_once([*wanted, *swatches])
    with transaction.atomic():
        product = hold_changeable(product_id=product_id, member_id=member_id)
        waiting = waiting_submission(product_id)
        offered = _offered(product_id, waiting)
        cloths = [_swatch(swatch, place, offered) for place, swatch in enumerate(swatches)]
        known = _known(product, waiting, [*wanted, *swatches], (member_id, now))
        cloths = [replace(cloth, file=known.uploads[cloth.upload_id].path) for cloth in cloths]
        gallery = None if pictures is None else _gallery(wanted, known)
        if gallery is not None:
            ensure_gallery(gallery=gallery, colours=offered.get(COLOUR_AXIS, ()))
        if product.state == Product.State.DRAFT:
            _show(product, gallery, cloths, now)
            return
        _offer(product, waiting, gallery, cloths, (member_id, now))


def _show(product: Product, gallery: Gallery | None, cloths: Sequence[SwatchPicture], now: datetime) -> None:
    if gallery is not None:
        show_pictures(product=product, gallery=gallery, now=now)
    if cloths:
        show_swatches(product=product, swatches=cloths, now=now)
    product.updated_at = now
    product.save(update_fields=["updated_at"])


def _offer(
    product: Product,
    waiting: Submission | None,
    gallery: Gallery | None,
    cloths: Sequence[SwatchPicture],
    by: tuple[UUID, datetime],
) -> None:
    member_id, now = by
    if waiting is None and not cloths and gallery is not None and _is_so(product, gallery):
        return
    if gallery is not None:
        for picture in gallery.pictures:
            # Of one that nobody sees yet the renditions are right when it is shown.
            if picture.is_new and picture.focal is not None:
                move_focal_point(path=picture.file, focal=picture.focal)
    wanted: dict[str, Any] = {**(kept_gallery(gallery) if gallery else {}), **kept_swatches(cloths)}
    dropped: set[str] = set()
    if waiting is not None:
        after = uploaded_files(joined(waiting.changes, wanted))
        dropped = uploaded_files(waiting.changes) - after
    revise(product=product, wanted=wanted, member_id=member_id, now=now)
    discard_unshown(files=dropped, now=now)


def _is_so(product: Product, gallery: Gallery) -> bool:
    """Whether the product shows exactly that already."""
    present = Media.objects.filter(product=product).order_by("position", "id").values_list("id", "alt", "colour")
    wanted = [(picture.media_id, picture.alt, picture.colour) for picture in gallery.pictures]
    return list(present) == wanted and not any(picture.focal for picture in gallery.pictures)


def _cleaned(picture: WantedPicture, place: int) -> WantedPicture:
    path = ("pictures", str(place))
    if (picture.media_id is None) is (picture.upload_id is None):
        raise InvalidInput("Name a picture of the product, or an upload.", path=path)
    return replace(picture, alt=clean_line(picture.alt, path=(*path, "alt"), at_most=MAX_ALT))


def _ensure_once(wanted: Sequence[WantedPicture | WantedSwatch]) -> None:
    pictures = [each for each in wanted if isinstance(each, WantedPicture)]
    if len(pictures) > MOST_MEDIA or len(wanted) - len(pictures) > MOST_MEDIA:
        raise TooManyMedia
    uploads = [each.upload_id for each in wanted if each.upload_id is not None]
    media = [each.media_id for each in pictures if each.media_id is not None]
    if len(set(uploads)) < len(uploads) or len(set(media)) < len(media):
        raise NotItsMedia


def _offered(product_id: UUID, waiting: Submission | None) -> Mapping[str, Collection[str]]:
    """The codes of each axis, with those that are to be added by the revision that waits."""
    offered: dict[str, set[str]] = {}
    for axis, code in OptionValue.objects.filter(axis__product=product_id).values_list("axis__code", "code"):
        offered.setdefault(axis, set()).add(code)
    for value in additions_of(waiting.changes).values if waiting else ():
        offered.setdefault(value.axis, set()).add(value.code)
    return offered


def _known(
    product: Product,
    waiting: Submission | None,
    wanted: Sequence[WantedPicture | WantedSwatch],
    by: tuple[UUID, datetime],
) -> _Known:
    """What can be placed; uploads that are new to the product are attached to it."""
    media = {each.id: each for each in Media.objects.filter(product=product).order_by("position", "id")}
    waits = uploaded_files(waiting.changes) if waiting else set()
    uploads = {each.id: each for each in Upload.objects.filter(path__in=waits)}
    # By id: two members who fight for the same uploads in another order would deadlock.
    for upload_id in sorted(each.upload_id for each in wanted if each.upload_id is not None):
        if upload_id not in uploads:
            uploads[upload_id] = _attached(upload_id, product, *by)
    return _Known(media, uploads)


def _attached(upload_id: UUID, product: Product, member_id: UUID, now: datetime) -> Upload:
    try:
        return attach_upload(upload_id=upload_id, owner_id=member_id, attached_to=f"product:{product.id}", now=now)
    except (AlreadyAttached, NotFound) as error:
        raise NotFound("There is no such upload. Please upload the picture again.", path=("pictures",)) from error


def _gallery(wanted: Sequence[WantedPicture], known: _Known) -> Gallery:
    """How the pictures are to be."""
    by_file = {media.file: media.id for media in known.media.values()}
    pictures = tuple(_placed(picture, place, known, by_file) for place, picture in enumerate(wanted))
    stay = [picture.media_id for picture in pictures if picture.media_id is not None]
    if len(set(stay)) < len(stay):
        raise NotItsMedia
    return Gallery(pictures=pictures, removed=tuple(key for key in known.media if key not in set(stay)))


def _placed(wanted: WantedPicture, place: int, known: _Known, by_file: Mapping[str, UUID]) -> PlacedPicture:
    path = ("pictures", str(place))
    media_id = wanted.media_id
    if wanted.upload_id is not None:
        upload = known.uploads[wanted.upload_id]
        file, width, height = upload.path, upload.width, upload.height
        # An upload that became a picture of the product by now is that one: a repeat adds nothing.
        media_id = by_file.get(file)
    elif media_id is not None and media_id in known.media:
        media = known.media[media_id]
        file, width, height = media.file, media.width, media.height
    else:
        raise NotFound("The product has no such picture.", path=path)
    if wanted.focal is not None and not is_raster(file):
        raise InvalidInput("Drawings have no focal point.", path=(*path, "focalPoint"))
    return PlacedPicture(
        media_id=media_id,
        upload_id=wanted.upload_id,
        file=file,
        width=width,
        height=height,
        alt=wanted.alt,
        colour=wanted.colour,
        focal=wanted.focal,
    )


def _swatch(wanted: WantedSwatch, place: int, offered: Mapping[str, Collection[str]]) -> SwatchPicture:
    if wanted.value not in offered.get(wanted.axis, ()):
        raise UnknownValue(path=("swatches", str(place)))
    return SwatchPicture(axis=wanted.axis, value=wanted.value, upload_id=wanted.upload_id, file="")
