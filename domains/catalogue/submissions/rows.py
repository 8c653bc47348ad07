"""Light rows of what vendors see of their own products."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.priced import Priced
from domains.catalogue.submissions.revisions import gallery_of
from domains.media.rendering.recipe import FocalPoint


@dataclass(frozen=True, slots=True)
class OwnProductRow:
    """A product of any state, for those who work for its vendor."""

    id: UUID
    vendor_id: UUID
    category_id: UUID
    title: str
    slug: str
    description: str
    attributes: Mapping[str, Any]
    state: str
    publish_at: datetime | None
    unpublish_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class OwnVariantRow:
    """A variant, offered or not."""

    id: UUID
    product_id: UUID
    sku: str
    options: Mapping[str, str]
    weight_grams: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class PlannedPriceRow(Priced):
    """A price that has not begun."""

    id: UUID
    variant_id: UUID
    currency: str
    amount_minor: int
    compare_at_minor: int | None
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class OfferedPictureRow:
    """A picture in the place that a revision gives it; one the product has already is not new."""

    file: str
    alt: str
    colour: str
    width: int
    height: int
    is_new: bool
    focal_point: FocalPoint | None


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """What was offered, and what became of it."""

    id: UUID
    product_id: UUID
    changes: Mapping[str, Any]
    state: str
    reason: str
    submitted_at: datetime
    decided_at: datetime | None

    @property
    def pictures(self) -> list[OfferedPictureRow] | None:
        """All pictures in order, as the revision has them; None where it leaves them as they are."""
        return offered_pictures(self.changes)


def offered_pictures(changes: Mapping[str, Any]) -> list[OfferedPictureRow] | None:
    """How a revision has the pictures; None where it says nothing of them."""
    gallery = gallery_of(changes)
    if gallery is None:
        return None
    return [
        OfferedPictureRow(each.file, each.alt, each.colour, each.width, each.height, each.is_new, each.focal)
        for each in gallery.pictures
    ]
