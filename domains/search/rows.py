"""Light rows of search, for readers."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class SuggestionKind(StrEnum):
    """What a suggestion leads to."""

    PRODUCT = "product"
    CATEGORY = "category"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a shopper may mean. `slug` is a category's path."""

    kind: SuggestionKind
    id: UUID
    name: str
    slug: str
