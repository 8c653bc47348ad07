"""What happens to collections."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class CollectionRebuildAdvanced(Event):
    """A rule's members are written up to here, at first to nowhere; the next chunk is due."""

    aggregate_kind: ClassVar[str] = "collection"
    aggregate_key: ClassVar[str] = "collection_id"

    collection_id: UUID
    version: int
    done: int
