"""Keep what can be chosen on a product's axes: names, swatches, and what is offered at all."""

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from domains.catalogue.choosing import COLOUR_AXIS
from domains.catalogue.errors import CodeTaken, OptionInUse, TooManyOptions
from domains.catalogue.events import ProductChanged
from domains.catalogue.models import Media, OptionAxis, OptionValue, Variant
from domains.catalogue.services.locking import locked_product
from domains.common.errors import InvalidInput, NotFound
from domains.common.events import record
from domains.common.text import clean_line
from domains.media.services.attach_upload import attach_upload
from domains.media.services.discard_picture import discard_picture

MOST_VALUES = 100
MAX_NAME = 80
_SWATCH = re.compile(r"\A#[0-9a-f]{6}\Z")


def add_option_value(*, axis_id: UUID, code: str, name: str, swatch: str = "") -> OptionValue:
    """Offer one more thing on an axis, as its last. Raises NotFound, CodeTaken, TooManyOptions, InvalidInput."""
    _ensure_swatch(swatch)
    with transaction.atomic():
        axis = _locked_axis(axis_id)
        others = OptionValue.objects.filter(axis_id=axis_id)
        if others.count() >= MOST_VALUES:
            raise TooManyOptions
        last = others.aggregate(last=Max("position"))["last"]
        value = OptionValue(
            axis_id=axis_id,
            code=code,
            name=_name(name),
            swatch=swatch,
            swatch_file="",
            position=0 if last is None else last + 1,
        )
        try:
            with transaction.atomic():
                value.save(force_insert=True)
        except IntegrityError as error:
            raise CodeTaken from error
        record(ProductChanged(product_id=axis.product_id))
    return value


def update_option_value(
    *,
    value_id: UUID,
    owner_id: UUID,
    now: datetime,
    name: str | None = None,
    swatch: str | None = None,
    upload_id: UUID | None = None,
) -> None:
    """Change its name, its colour (`#rrggbb`, or empty), or show an upload of the owner's as the picture of its cloth.

    None leaves a thing as it is; a picture it had is let go of. Raises NotFound, AlreadyAttached, InvalidInput.
    """
    with transaction.atomic():
        value, product_id = locked_value(value_id)
        if name is not None:
            value.name = _name(name)
        if swatch is not None:
            _ensure_swatch(swatch)
            value.swatch = swatch
        if upload_id is not None:
            upload = attach_upload(upload_id=upload_id, owner_id=owner_id, attached_to=f"option:{value.id}", now=now)
            if value.swatch_file and value.swatch_file != upload.path:
                discard_picture(path=value.swatch_file, now=now)
            value.swatch_file = upload.path
        value.save(update_fields=["name", "swatch", "swatch_file"])
        record(ProductChanged(product_id=product_id))


def remove_option_value(*, value_id: UUID, now: datetime) -> None:
    """Offer it no longer. Raises NotFound, or OptionInUse while variants or pictures are of it."""
    with transaction.atomic():
        value, product_id = locked_value(value_id)
        axis = OptionAxis.objects.get(id=value.axis_id)
        variants = Variant.objects.filter(product_id=product_id, **{f"options__{axis.code}": value.code})
        pictures = Media.objects.filter(product_id=product_id, colour=value.code)
        if variants.exists() or (axis.code == COLOUR_AXIS and pictures.exists()):
            raise OptionInUse
        if value.swatch_file:
            discard_picture(path=value.swatch_file, now=now)
        value.delete()
        record(ProductChanged(product_id=product_id))


def locked_value(value_id: UUID) -> tuple[OptionValue, UUID]:
    """The value and its product's id; the product is locked until the transaction ends. Raises NotFound."""
    product_id = OptionValue.objects.filter(id=value_id).values_list("axis__product_id", flat=True).first()
    if product_id is not None:
        locked_product(product_id)
        value = OptionValue.objects.filter(id=value_id).first()
        if value is not None:
            return value, product_id
    raise NotFound("There is no such choice.")


def _locked_axis(axis_id: UUID) -> OptionAxis:
    axis = OptionAxis.objects.filter(id=axis_id).first()
    if axis is None:
        raise NotFound("There is no such axis.", path=("axis_id",))
    locked_product(axis.product_id)
    return axis


def _name(text: str) -> str:
    return clean_line(text, path=("name",), at_most=MAX_NAME)


def _ensure_swatch(swatch: str) -> None:
    if swatch and not _SWATCH.match(swatch):
        raise InvalidInput("A swatch is a colour such as #3f51b5, in lower case.", path=("swatch",))
