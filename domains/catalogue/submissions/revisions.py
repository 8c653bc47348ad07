"""What a revision is made of, and what becomes of two. Pure.

`changes` of a submission are plain values, as they are kept and as staff read them:

title, description, attributes, category_id   as they are to be
values, variants                              to be added to the matrix, in order
switched                                      variant id -> that it is to be offered; what is not any more is so at once
media                                         all pictures in order, and which of the present ones are removed
swatches                                      axis:value -> the upload that shows its cloth
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domains.catalogue.extending import AddedVariant, Additions, Amount, NewChoice
from domains.catalogue.picturing import Gallery, PlacedPicture, SwatchPicture
from domains.media.rendering.recipe import FocalPoint

FIELDS = ("title", "description", "attributes", "category_id")
_GROW = ("values", "variants")
_MERGE = ("switched", "swatches")


def joined(waiting: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Further changes with those that wait: what adds is added, of everything else the last word counts."""
    together = {**waiting, **wanted}
    for name in _GROW:
        if name in waiting and name in wanted:
            together[name] = [*waiting[name], *wanted[name]]
    for name in _MERGE:
        if name in waiting and name in wanted:
            together[name] = {**waiting[name], **wanted[name]}
    return together


def fields_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the product among the changes, as the product has them."""
    fields = {name: changes[name] for name in FIELDS if name in changes}
    if "category_id" in fields:
        fields["category_id"] = UUID(fields["category_id"])
    return fields


def kept_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}


def additions_of(changes: Mapping[str, Any]) -> Additions:
    """What is to be added to the matrix; nothing where the changes say nothing of it."""
    return Additions(
        values=tuple(NewChoice(**value) for value in changes.get("values", ())),
        variants=tuple(
            AddedVariant(
                sku=variant["sku"],
                options=variant["options"],
                weight_grams=variant["weight_grams"],
                prices=tuple(Amount(**price) for price in variant["prices"]),
            )
            for variant in changes.get("variants", ())
        ),
    )


def kept_additions(additions: Additions) -> dict[str, Any]:
    """The other way round."""
    values = [
        {"axis": value.axis, "code": value.code, "name": value.name, "swatch": value.swatch}
        for value in additions.values
    ]
    variants = [
        {
            "sku": variant.sku,
            "options": dict(variant.options),
            "weight_grams": variant.weight_grams,
            "prices": [{"minor": price.minor, "currency": price.currency} for price in variant.prices],
        }
        for variant in additions.variants
    ]
    return {name: found for name, found in (("values", values), ("variants", variants)) if found}


def switched_of(changes: Mapping[str, Any]) -> dict[UUID, bool]:
    """Which variants are to be offered, or no longer."""
    return {UUID(key): is_active for key, is_active in changes.get("switched", {}).items()}


def kept_switched(switched: Mapping[UUID, bool]) -> dict[str, Any]:
    """The other way round."""
    return {"switched": {str(key): is_active for key, is_active in switched.items()}} if switched else {}


def gallery_of(changes: Mapping[str, Any]) -> Gallery | None:
    """How the pictures are to be; None where the changes say nothing of them."""
    kept = changes.get("media")
    if kept is None:
        return None
    return Gallery(
        pictures=tuple(_picture(each) for each in kept["pictures"]),
        removed=tuple(UUID(key) for key in kept["removed"]),
    )


def kept_gallery(gallery: Gallery) -> dict[str, Any]:
    """The other way round."""
    pictures = [
        {
            "media_id": str(picture.media_id) if picture.media_id else None,
            "upload_id": str(picture.upload_id) if picture.upload_id else None,
            "file": picture.file,
            "width": picture.width,
            "height": picture.height,
            "alt": picture.alt,
            "colour": picture.colour,
            "focal": [picture.focal.x, picture.focal.y] if picture.focal else None,
        }
        for picture in gallery.pictures
    ]
    return {"media": {"pictures": pictures, "removed": [str(key) for key in gallery.removed]}}


def swatches_of(changes: Mapping[str, Any]) -> tuple[SwatchPicture, ...]:
    """Which values are to have another picture of their cloth."""
    return tuple(
        SwatchPicture(
            axis=place.partition(":")[0],
            value=place.partition(":")[2],
            upload_id=UUID(kept["upload_id"]),
            file=kept["file"],
        )
        for place, kept in changes.get("swatches", {}).items()
    )


def kept_swatches(swatches: Sequence[SwatchPicture]) -> dict[str, Any]:
    """The other way round."""
    kept = {
        f"{swatch.axis}:{swatch.value}": {"upload_id": str(swatch.upload_id), "file": swatch.file}
        for swatch in swatches
    }
    return {"swatches": kept} if kept else {}


def uploaded_files(changes: Mapping[str, Any]) -> set[str]:
    """The files of the uploads that wait with a revision."""
    gallery = gallery_of(changes)
    pictures = {picture.file for picture in gallery.pictures if picture.is_new} if gallery else set()
    return pictures | {swatch.file for swatch in swatches_of(changes)}


def _picture(kept: Mapping[str, Any]) -> PlacedPicture:
    return PlacedPicture(
        media_id=UUID(kept["media_id"]) if kept["media_id"] else None,
        upload_id=UUID(kept["upload_id"]) if kept["upload_id"] else None,
        file=kept["file"],
        width=kept["width"],
        height=kept["height"],
        alt=kept["alt"],
        colour=kept["colour"],
        focal=FocalPoint(*kept["focal"]) if kept["focal"] else None,
    )
