"""Trusted documents: the operations our own storefront sends, known by the SHA-256 of their text.

They are written in `schema/operations/`, one named operation per file with its fragments. `manage.py
register_documents` checks them and writes the manifest that the door reads, and keeps in it what was registered before:
pages that were opened yesterday still send yesterday's hashes.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    validate,
)

from schema.root import MAX_TOKENS, schema

OPERATIONS = Path(__file__).resolve().parent / "operations"
MANIFEST = OPERATIONS / "manifest.json"
# Fields of the root that answer everybody alike. Any other, a new one too, keeps a document out of shared caches.
PUBLIC_ROOTS = frozenset(
    {
        "__typename",
        "ping",
        "product",
        "products",
        "categories",
        "category",
        "collections",
        "collection",
        "vendor",
        "vendors",
        "search",
        "suggest",
        "markets",
        "market",
        "similarProducts",
        "sizeConvert",
    }
)


class UnfitDocument(Exception):
    """A file that can't be registered, and why."""


@dataclass(frozen=True, slots=True)
class TrustedDocument:
    """A registered operation. A public one is a query that answers everybody alike."""

    hash: str
    name: str
    text: str
    is_public: bool


def hash_of(text: str) -> str:
    """The name of a document: its SHA-256 in lower-case hex."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


@cache
def trusted_documents() -> Mapping[str, TrustedDocument]:
    """All documents of the manifest by hash; read once per process."""
    # Valid they were when they were registered, and are again whenever tests run: a start-up need not wait for it.
    return {found.hash: found for found in manifest_documents(checked=False)}


def manifest_documents(manifest: Path = MANIFEST, *, checked: bool = True) -> tuple[TrustedDocument, ...]:
    """The documents a manifest holds. Raises UnfitDocument for one that does not fit its hash or the schema."""
    if not manifest.exists():
        return ()
    entries = orjson.loads(manifest.read_bytes())
    found = tuple(_document(name=entry["name"], text=entry["text"], checked=checked) for entry in entries.values())
    if [each.hash for each in found] != list(entries):
        raise UnfitDocument(f"{manifest.name}: a hash is not that of its text.")
    return found


def written_documents(directory: Path = OPERATIONS) -> tuple[TrustedDocument, ...]:
    """The documents of the files. Raises UnfitDocument for a file that can't be registered."""
    return tuple(
        _document(name=path.stem, text=path.read_text(), checked=True) for path in sorted(directory.glob("*.graphql"))
    )


def manifest_text(documents: tuple[TrustedDocument, ...]) -> str:
    """The manifest of these documents, in an order that makes small differences small."""
    ordered = sorted(documents, key=lambda each: (each.name, each.hash))
    entries = {each.hash: {"name": each.name, "text": each.text} for each in ordered}
    return orjson.dumps(entries, option=orjson.OPT_INDENT_2).decode() + "\n"


def _document(*, name: str, text: str, checked: bool) -> TrustedDocument:
    try:
        tree = parse(text, no_location=True, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        raise UnfitDocument(f"{name}: {error.message}") from error
    operations = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].name is None or operations[0].name.value != name:
        raise UnfitDocument(f"{name}: a file holds one operation, and is named after it.")
    if checked and (errors := validate(schema._schema, tree)):  # noqa: SLF001  # as `schema.judging` does
        raise UnfitDocument(f"{name}: {errors[0].message}")
    is_query = operations[0].operation is OperationType.QUERY
    return TrustedDocument(
        hash=hash_of(text),
        name=name,
        text=text,
        is_public=is_query and PUBLIC_ROOTS.issuperset(_roots(operations[0].selection_set, tree)),
    )


def _roots(selections: SelectionSetNode, tree: DocumentNode) -> Iterator[str]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from _roots(node.selection_set, tree)
        elif isinstance(node, FragmentSpreadNode):
            for definition in tree.definitions:
                if isinstance(definition, FragmentDefinitionNode) and definition.name.value == node.name.value:
                    yield from _roots(definition.selection_set, tree)
