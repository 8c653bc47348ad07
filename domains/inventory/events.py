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


@dataclass(frozen=True, kw_only=True)
class VariantSoldOut(Event):
    """Nobody can buy the variant any more. Told beside StockLevelChanged, for those who need not hear of each unit."""

    aggregate_kind: ClassVar[str] = "variant"
    aggregate_key: ClassVar[str] = "variant_id"
    variant_id: UUID


@dataclass(frozen=True, kw_only=True)
class VariantRestocked(Event):
    """A variant that nobody could buy can be bought again."""

    aggregate_kind: ClassVar[str] = "variant"
    aggregate_key: ClassVar[str] = "variant_id"
    variant_id: UUID
    available: int
