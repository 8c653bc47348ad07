"""Light rows of what vendors see of their own products."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


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
class SubmissionRow:
    """What was offered, and what became of it."""

    id: UUID
    product_id: UUID
    changes: Mapping[str, Any]
    state: str
    reason: str
    submitted_at: datetime
    decided_at: datetime | None
