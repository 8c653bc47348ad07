"""Make a product with its axes and variants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from domains.catalogue.attributes.holding import fit_attributes
from domains.catalogue.errors import CodeTaken, SkuTaken, SlugTaken, UnknownOption
from domains.catalogue.events import ProductChanged
from domains.catalogue.models import Media, OptionAxis, OptionValue, Product, Variant
from domains.common.events import record
from domains.common.ids import new_id
from domains.common.models import RetiredSlug


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """One thing to choose; a colour has a swatch (`#rrggbb`)."""

    code: str
    name: str
    swatch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAxis:
    """One kind of choice."""

    code: str
    name: str
    values: Sequence[NewValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVariant:
    """One buyable combination: axis code to value code."""

    sku: str
    options: Mapping[str, str] = field(default_factory=dict)
    weight_grams: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMedia:
    """One picture, by its path within the media storage."""

    file: str
    alt: str
    width: int
    height: int
    colour: str = ""


def create_product(
    *,
    vendor_id: UUID,
    category_id: UUID,
    title: str,
    slug: str = "",
    description: str = "",
    attributes: Mapping[str, Any] | None = None,
    axes: Sequence[NewAxis] = (),
    variants: Sequence[NewVariant] = (),
    media: Sequence[NewMedia] = (),
) -> Product:
    """Make a draft. Without a slug one is made of the title.

    Raises SlugTaken, SkuTaken, CodeTaken for an axis or a value named twice, UnknownOption for a variant that does not
    choose one value of every axis, and for its attributes what `fit_attributes` raises.
    """
    _check_codes(axes)
    _check_options(axes=axes, variants=variants)
    with transaction.atomic():
        said = fit_attributes(category_id=category_id, given=attributes or {}, kept={}, is_shown=False)
        product = _saved(
            Product(
                vendor_id=vendor_id,
                category_id=category_id,
                title=title,
                slug=slug or _slug_of(title),
                description=description,
                attributes=said,
            )
        )
        _add_axes(product, axes)
        add_variants(product=product, variants=variants)
        _add_media(product, media)
        record(ProductChanged(product_id=product.id))
    return product


def add_variants(*, product: Product, variants: Sequence[NewVariant], first_position: int = 0) -> list[Variant]:
    """Add variants to a product that the caller has made or locked. Raises SkuTaken."""
    rows = [
        Variant(
            product=product,
            sku=new.sku,
            options=dict(new.options),
            weight_grams=new.weight_grams,
            position=first_position + place,
        )
        for place, new in enumerate(variants)
    ]
    try:
        with transaction.atomic():
            # In order: two products that want the same SKUs wait for each other instead of deadlocking.
            Variant.objects.bulk_create(sorted(rows, key=lambda row: row.sku))
    except IntegrityError as error:
        raise SkuTaken from error
    return rows


def _check_codes(axes: Sequence[NewAxis]) -> None:
    for place, axis in enumerate(axes):
        if any(axis.code == earlier.code for earlier in axes[:place]):
            raise CodeTaken(path=("axes", str(place), "code"))
        seen: set[str] = set()
        for position, value in enumerate(axis.values):
            if value.code in seen:
                raise CodeTaken(path=("axes", str(place), "values", str(position), "code"))
            seen.add(value.code)


def _check_options(*, axes: Sequence[NewAxis], variants: Sequence[NewVariant]) -> None:
    offered = {axis.code: {value.code for value in axis.values} for axis in axes}
    for variant in variants:
        chosen = variant.options
        if chosen.keys() != offered.keys() or any(chosen[axis] not in offered[axis] for axis in offered):
            raise UnknownOption(sku=variant.sku)


def _saved(product: Product) -> Product:
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError as error:
        raise SlugTaken from error
    return product


def _slug_of(title: str) -> str:
    slug = slugify(title)[:200] or "product"
    # Random digits only where needed: an address should read well. One that leads elsewhere is taken on purpose only.
    is_taken = (
        Product.objects.filter(slug=slug).exists() or RetiredSlug.objects.filter(kind="product", slug=slug).exists()
    )
    return f"{slug}-{new_id().hex[-8:]}" if is_taken else slug


def _add_axes(product: Product, axes: Sequence[NewAxis]) -> None:
    rows = [OptionAxis(product=product, code=new.code, name=new.name, position=place) for place, new in enumerate(axes)]
    OptionAxis.objects.bulk_create(rows)
    OptionValue.objects.bulk_create(
        OptionValue(axis=axis, code=value.code, name=value.name, swatch=value.swatch, position=place)
        for axis, new in zip(rows, axes, strict=True)
        for place, value in enumerate(new.values)
    )


def _add_media(product: Product, media: Sequence[NewMedia]) -> None:
    Media.objects.bulk_create(
        Media(
            product=product,
            file=new.file,
            alt=new.alt,
            width=new.width,
            height=new.height,
            colour=new.colour,
            position=position,
        )
        for position, new in enumerate(media)
    )
