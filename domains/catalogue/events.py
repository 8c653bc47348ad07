"""What happens to products."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductEvent(Event):
    """Something happened to a product."""

    aggregate_kind: ClassVar[str] = "product"
    aggregate_key: ClassVar[str] = "product_id"

    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductChanged(ProductEvent):
    """A product was made, or its texts, category or variants changed."""


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(Event):
    """A category has another name, and it and all below it may have other addresses."""

    aggregate_kind: ClassVar[str] = "category"
    aggregate_key: ClassVar[str] = "category_id"

    category_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductPublished(ProductEvent):
    """A product is shown to shoppers from `publish_at` on."""

    publish_at: datetime
    unpublish_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ProductHidden(ProductEvent):
    """A published product is no longer shown."""

    state: str


@dataclass(frozen=True, kw_only=True)
class PriceChanged(ProductEvent):
    """Variants of a product have new prices, or lost planned ones, of which the first begins at `valid_from`."""

    variant_ids: tuple[UUID, ...]
    valid_from: datetime


@dataclass(frozen=True, kw_only=True)
class MediaChanged(ProductEvent):
    """A product has other pictures, or they are described or ordered in another way."""


@dataclass(frozen=True, kw_only=True)
class SubmissionEvent(ProductEvent):
    """Something happened to what a vendor offers."""

    submission_id: UUID
    vendor_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductSubmitted(SubmissionEvent):
    """A vendor asks to have a product shown, or one that is shown changed."""


@dataclass(frozen=True, kw_only=True)
class ProductApproved(SubmissionEvent):
    """Staff said yes."""


@dataclass(frozen=True, kw_only=True)
class ProductRejected(SubmissionEvent):
    """Staff said no."""

    reason: str
