"""Write the texts of something in a language, and change them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from domains.common.errors import InvalidInput, NotFound
from domains.common.events import record
from domains.markets.errors import TranslationExists
from domains.markets.events import TranslationChanged
from domains.markets.languages import DEFAULT_LANGUAGE, language_of
from domains.markets.models import Translation
from domains.markets.wording import clean_texts


def create_translation(
    *, kind: str, target: str, language: str, texts: Mapping[str, str], now: datetime
) -> Translation:
    """Translate something into a language. Raises TranslationExists, UnknownLanguage, InvalidInput."""
    tag = language_of(language)
    if tag == DEFAULT_LANGUAGE:
        raise InvalidInput("What is written in that language is changed where it was written.", path=("language",))
    made = Translation(
        kind=kind, target=target, language=tag, texts=_said(clean_texts(kind=kind, texts=texts)), updated_at=now
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise TranslationExists from error
        _tell(made)
    return made


def update_translation(*, translation_id: UUID, texts: Mapping[str, str], now: datetime) -> Translation:
    """Change the texts named; an empty one is no longer translated. Raises NotFound, InvalidInput."""
    with transaction.atomic():
        found = Translation.objects.select_for_update(no_key=True).filter(id=translation_id).first()
        if found is None:
            raise NotFound("There is no such translation.")
        found.texts = _said({**found.texts, **clean_texts(kind=found.kind, texts=texts)})
        found.updated_at = now
        found.save(update_fields=["texts", "updated_at"])
        _tell(found)
    return found


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def _tell(changed: Translation) -> None:
    record(
        TranslationChanged(
            translation_id=changed.id, kind=changed.kind, target=changed.target, language=changed.language
        )
    )
