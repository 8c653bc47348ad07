"""What happened to stock."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class StockLevelChanged(Event):
    """The units of a variant that can be bought, over all locations, changed."""

    aggregate_kind: ClassVar[str] = "variant"
    aggregate_key: ClassVar[str] = "variant_id"
    variant_id: UUID
    available: int
    was_available: int
