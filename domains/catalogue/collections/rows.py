"""Light rows of collections, for readers."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection that shoppers see."""

    id: UUID
    slug: str
    title: str
    description: str
    position: int
    is_manual: bool
