"""What happens to attributes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class AttributeChanged(Event):
    """An attribute was made, changed or deleted, or texts that are values of it are still to be read as such."""

    aggregate_kind: ClassVar[str] = "attribute"
    aggregate_key: ClassVar[str] = "attribute_id"

    attribute_id: UUID
    code: str
