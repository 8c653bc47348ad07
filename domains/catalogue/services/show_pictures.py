"""Have a product show these pictures, in this order."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domains.catalogue.choosing import COLOUR_AXIS
from domains.catalogue.errors import TooManyMedia, UnknownValue
from domains.catalogue.events import MediaChanged
from domains.catalogue.models import Media, OptionValue, Product
from domains.catalogue.picturing import MOST_MEDIA, Gallery, PlacedPicture, SwatchPicture, ensure_gallery
from domains.common.events import record
from domains.media.services.discard_picture import discard_picture
from domains.media.services.move_focal_point import move_focal_point
from domains.media.services.register_originals import register_original


def show_pictures(*, product: Product, gallery: Gallery, now: datetime) -> None:
    """Make these the pictures of a product that the caller holds. Uploads among them are attached already.

    What has been taken away since stays away; what was added since stays, last. Raises as `ensure_gallery` does.
    """
    ensure_gallery(gallery=gallery, colours=colours_of(product.id))
    there = {media.id: media for media in Media.objects.filter(product=product).order_by("position", "id")}
    removed = [there.pop(key) for key in gallery.removed if key in there]
    placed = [picture for picture in gallery.pictures if picture.is_new or picture.media_id in there]
    others = [key for key in there if key not in {picture.media_id for picture in placed}]
    if len(placed) + len(others) > MOST_MEDIA:
        raise TooManyMedia
    Media.objects.filter(id__in=[media.id for media in removed]).delete()
    _place(product, placed, others, there)
    for picture in placed:
        if picture.focal is not None:
            register_original(path=picture.file)
            move_focal_point(path=picture.file, focal=picture.focal)
    discard_unshown(files={media.file for media in removed}, now=now)
    record(MediaChanged(product_id=product.id))


def show_swatches(*, product: Product, swatches: Sequence[SwatchPicture], now: datetime) -> None:
    """Show these uploads as the cloth of values of a product that the caller holds. Raises UnknownValue."""
    offered = OptionValue.objects.filter(axis__product=product).select_related("axis")
    values = {(value.axis.code, value.code): value for value in offered}
    before, changed = set(), []
    for swatch in swatches:
        value = values.get((swatch.axis, swatch.value))
        if value is None:
            raise UnknownValue(path=("swatches",))
        before.add(value.swatch_file)
        value.swatch_file = swatch.file
        changed.append(value)
    OptionValue.objects.bulk_update(changed, ["swatch_file"])
    discard_unshown(files=before, now=now)
    record(MediaChanged(product_id=product.id))


def discard_unshown(*, files: Collection[str], now: datetime) -> None:
    """Let go of those of these files that no product shows."""
    shown = set(Media.objects.filter(file__in=files).values_list("file", flat=True))
    shown |= set(OptionValue.objects.filter(swatch_file__in=files).values_list("swatch_file", flat=True))
    for file in sorted(set(files) - shown - {""}):
        discard_picture(path=file, now=now)


def colours_of(product_id: UUID) -> set[str]:
    """The codes of the colours the product comes in."""
    offered = OptionValue.objects.filter(axis__product=product_id, axis__code=COLOUR_AXIS)
    return set(offered.values_list("code", flat=True))


def _place(
    product: Product, placed: Sequence[PlacedPicture], others: Sequence[UUID], there: Mapping[UUID, Media]
) -> None:
    fresh = []
    for position, picture in enumerate(placed):
        if picture.media_id is None:
            fresh.append(
                Media(
                    product=product,
                    file=picture.file,
                    width=picture.width,
                    height=picture.height,
                    alt=picture.alt,
                    colour=picture.colour,
                    position=position,
                )
            )
            continue
        media = there[picture.media_id]
        media.alt, media.colour, media.position = picture.alt, picture.colour, position
    for position, key in enumerate(others, start=len(placed)):
        there[key].position = position
    Media.objects.bulk_update(there.values(), ["alt", "colour", "position"])
    Media.objects.bulk_create(fresh)
