"""What happens to reviews."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewEvent(Event):
    """Something happened to a review."""

    aggregate_kind: ClassVar[str] = "review"
    aggregate_key: ClassVar[str] = "review_id"

    review_id: UUID
    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewWritten(ReviewEvent):
    """A customer wrote a review; it is seen at once, or waits for staff."""

    author_id: UUID
    rating: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ReviewEdited(ReviewEvent):
    """A customer changed a review."""

    author_id: UUID
    rating: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ReviewWithdrawn(ReviewEvent):
    """A customer took a review back."""

    author_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewModerated(ReviewEvent):
    """Staff published or rejected a review."""

    author_id: UUID | None
    state: str
    reason: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class ReviewReplied(ReviewEvent):
    """The vendor answered a review, for the first time."""

    author_id: UUID | None
    vendor_id: UUID
