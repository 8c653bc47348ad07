"""Which document a request asks for: by its text, or by the hash of a trusted one.

A hash comes as `documentId: "sha256:…"` (GraphQL over HTTP, persisted documents) or as
`extensions.persistedQuery.sha256Hash` (Apollo). Nothing that a client sends is ever stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from schema.trusted import TrustedDocument, hash_of, trusted_documents

_PREFIX = "sha256:"
_HASH = re.compile(r"[0-9a-f]{64}")


class DocumentRefused(Exception):
    """The request names no document that may run."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True, slots=True)
class Document:
    """What is to run; no text where the request has none. `trusted` where it is registered."""

    text: str | None
    trusted: TrustedDocument | None


def document_of(payload: Mapping[str, Any]) -> Document:
    """The document of a request. Raises DocumentRefused for a hash that is not one, not its text's, or unknown."""
    named, text = _hash_in(payload), payload.get("query")
    known = trusted_documents()
    if isinstance(text, str):
        actual = hash_of(text)
        if named not in {None, actual}:
            raise DocumentRefused(400, "DOCUMENT_HASH_MISMATCH", "The hash is not that of the document.")
        return Document(text=text, trusted=known.get(actual))
    if named is None:
        return Document(text=None, trusted=None)
    if named not in known:
        # The code Apollo's clients know: they send the text then, which runs if ad-hoc documents may.
        raise DocumentRefused(404, "PERSISTED_QUERY_NOT_FOUND", "No document is registered under that hash.")
    return Document(text=known[named].text, trusted=known[named])


def ensure_allowed(document: Document) -> None:
    """Raises DocumentRefused for an ad-hoc document where the public may run trusted ones only."""
    if document.trusted is None and settings.TRUSTED_DOCUMENTS_ONLY and not settings.DEVELOPER_TOOLS:
        raise DocumentRefused(403, "TRUSTED_DOCUMENT_REQUIRED", "Only registered documents run here.")


def _hash_in(payload: Mapping[str, Any]) -> str | None:
    given, extensions = payload.get("documentId"), payload.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, Mapping) else None
    hashes: list[object] = []
    if given is not None:
        is_named = isinstance(given, str) and given.startswith(_PREFIX)
        hashes.append(given.removeprefix(_PREFIX) if is_named else "")
    if persisted is not None:
        hashes.append(persisted.get("sha256Hash") if isinstance(persisted, Mapping) else "")
    if not hashes:
        return None
    found = hashes[0]
    if found != hashes[-1] or not isinstance(found, str) or not _HASH.fullmatch(found):
        raise DocumentRefused(400, "BAD_DOCUMENT_HASH", "A document's hash is 64 lower-case hexadecimal digits.")
    return found
