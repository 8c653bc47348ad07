"""What happens to notifications."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class FeedItemAdded(Event):
    """A customer is told something in the shop."""

    aggregate_kind: ClassVar[str] = "feed"
    aggregate_key: ClassVar[str] = "user_id"
    user_id: UUID
    item_id: UUID
    kind: str
