"""What happens to translations."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class TranslationChanged(Event):
    """Something has other words in a language."""

    aggregate_kind: ClassVar[str] = "translation"
    aggregate_key: ClassVar[str] = "translation_id"

    translation_id: UUID
    kind: str
    target: str
    language: str
