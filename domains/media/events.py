"""What happens to pictures."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class PictureEvent(Event):
    """Something happened to a picture that is in use."""

    aggregate_kind: ClassVar[str] = "picture"
    aggregate_key: ClassVar[str] = "original_id"

    original_id: UUID


@dataclass(frozen=True, kw_only=True)
class PictureAttached(PictureEvent):
    """Something uses a picture from now on."""


@dataclass(frozen=True, kw_only=True)
class FocalPointMoved(PictureEvent):
    """Crops of the picture keep another spot."""
