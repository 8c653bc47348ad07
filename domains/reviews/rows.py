"""Light rows of reviews, for readers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domains.reviews.fitting import FitRow, fit_of


class ReviewSort(StrEnum):
    """The orders of a product's reviews."""

    NEWEST = "newest"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """The vendor's answer."""

    text: str
    replied_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review. `state` and `moderation_reason` are for its writer: others see published ones only."""

    id: UUID
    product_id: UUID
    author_name: str
    author_country: str
    is_verified: bool
    rating: int
    title: str
    body: str
    fit_code: str
    state: str
    moderation_reason: str
    helpful_count: int
    reply_text: str
    replied_at: datetime | None
    written_at: datetime
    edited_at: datetime | None

    @property
    def fit(self) -> str | None:
        """How the size came out, where it was said."""
        return self.fit_code or None

    @property
    def reply(self) -> ReplyRow | None:
        """The vendor's answer, where there is one."""
        return ReplyRow(self.reply_text, self.replied_at) if self.replied_at else None


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A picture of a review; `file` is a path within the media storage. It shows no colour in particular."""

    id: UUID
    review_id: UUID
    file: str
    alt: str
    width: int
    height: int
    colour: str = ""


@dataclass(frozen=True, slots=True)
class StarsRow:
    """How many published reviews have so many stars."""

    rating: int
    count: int


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """All published reviews of a product in numbers."""

    product_id: UUID
    stars_1: int = 0
    stars_2: int = 0
    stars_3: int = 0
    stars_4: int = 0
    stars_5: int = 0
    runs_small: int = 0
    true_to_size: int = 0
    runs_large: int = 0

    @property
    def histogram(self) -> list[StarsRow]:
        """The five numbers of stars, the most first."""
        counts = (self.stars_5, self.stars_4, self.stars_3, self.stars_2, self.stars_1)
        return [StarsRow(rating=5 - index, count=count) for index, count in enumerate(counts)]

    @property
    def count(self) -> int:
        """How many reviews there are."""
        return sum(stars.count for stars in self.histogram)

    @property
    def fit(self) -> FitRow:
        """What these reviews say about the size."""
        return fit_of(runs_small=self.runs_small, true_to_size=self.true_to_size, runs_large=self.runs_large)

    @property
    def average(self) -> float | None:
        """The mean of the stars to two decimals; None without reviews."""
        if self.count == 0:
            return None
        return round(sum(stars.rating * stars.count for stars in self.histogram) / self.count, 2)


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The key of the first page of a product's reviews."""

    product_id: UUID
    size: int
    sort: ReviewSort
