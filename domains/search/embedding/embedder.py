"""What an embedder is, and which one is used."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

DIMENSIONS = 256
# By name: a web process that embeds nothing loads neither tokenizer nor weights nor what reads them.
_PACKAGED = "domains.search.embedding.packaged.PackagedEmbedder"
_SERVICE = "domains.search.embedding.service.ServiceEmbedder"


class Embedder(Protocol):
    """Turns texts into vectors: like meanings, near vectors."""

    name: str
    """Vectors of different names cannot be compared."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector of `DIMENSIONS` numbers per text, of length 1, or of zeros for a text that says nothing."""


@cache
def current_embedder() -> Embedder:
    """The one that settings name. It loads what it needs with the first text, so naming it costs little."""
    made: Embedder
    if settings.EMBEDDER == "service":
        made = import_string(_SERVICE)(
            url=settings.EMBEDDER_URL,
            key=settings.EMBEDDER_KEY,
            model=settings.EMBEDDER_MODEL,
            dimensions=DIMENSIONS,
        )
        return made
    made = import_string(_PACKAGED)()
    return made
