"""Change a product's texts, its place in the tree, and which of its variants can be bought."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from domains.catalogue.attributes.holding import fit_attributes
from domains.catalogue.errors import SlugTaken
from domains.catalogue.events import ProductChanged
from domains.catalogue.models import Product, Variant
from domains.catalogue.services.locking import locked_product
from domains.common.errors import NotFound
from domains.common.events import record

CHANGEABLE = ("title", "slug", "description", "attributes", "category_id", "seo_title", "seo_description")

# Attributes are checked by the category.
_ATTRIBUTED = {"attributes", "category_id"}


def update_product(*, product_id: UUID, now: datetime, **changes: Any) -> Product:
    """Change the fields named (`CHANGEABLE`). Raises SlugTaken, and for its attributes what `fit_attributes` raises."""
    unknown = changes.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"Not to be changed here: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        product = locked_product(product_id)
        if changes.keys() & _ATTRIBUTED:
            changes["attributes"] = _attributes(product, changes)
        for field, value in changes.items():
            setattr(product, field, value)
        product.updated_at = now
        try:
            with transaction.atomic():
                product.save(update_fields=[*changes, "updated_at"])
        except IntegrityError as error:
            raise SlugTaken from error
        record(ProductChanged(product_id=product.id))
    return product


def switch_variants(*, product: Product, switched: Mapping[UUID, bool]) -> None:
    """Offer variants of a product that the caller holds, or no longer; the caller records that it changed.

    Raises NotFound for a variant that is none of the product's.
    """
    own = Variant.objects.filter(product=product, id__in=switched)
    if own.count() < len(switched):
        raise NotFound("This product has no such variant.", path=("variants",))
    for is_active in (True, False):
        own.filter(id__in=[key for key, on in switched.items() if on is is_active]).update(is_active=is_active)


def _attributes(product: Product, changes: dict[str, Any]) -> dict[str, Any]:
    return fit_attributes(
        category_id=changes.get("category_id", product.category_id),
        given=changes.get("attributes", product.attributes),
        kept=product.attributes,
        is_shown=product.state in (Product.State.PUBLISHED, Product.State.REVIEW),
    )


def switch_variant(*, variant_id: UUID, is_active: bool, now: datetime) -> Variant:
    """Offer a variant, or no longer; the product's price range follows."""
    with transaction.atomic():
        variant = Variant.objects.filter(id=variant_id).first()
        if variant is None:
            raise NotFound("There is no such variant.")
        product = locked_product(variant.product_id)
        variant.is_active = is_active
        variant.save(update_fields=["is_active"])
        product.updated_at = now
        product.save(update_fields=["updated_at"])
        record(ProductChanged(product_id=product.id))
    return variant
