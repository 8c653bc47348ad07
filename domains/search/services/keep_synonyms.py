"""Keep the synonyms: load those of a file, write one, change one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.common.text import clean_line
from domains.search.errors import SynonymExists
from domains.search.models import SearchSynonym

MAX_TERM, MAX_MEANS = 60, 400


def read_synonyms(lines: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Term -> what it also means, of rings (`a, b, c`: each means the others) and one-way lines (`a > b, c`)."""
    found: dict[str, list[str]] = defaultdict(list)
    for raw in lines:
        line = raw.partition("#")[0].strip()
        term, is_one_way, rest = line.partition(">")
        words = _words(rest if is_one_way else line)
        for asked in _words(term) if is_one_way else words:
            found[asked].extend(word for word in words if word != asked)
    return {term: tuple(dict.fromkeys(words)) for term, words in found.items()}


def load_synonyms(*, synonyms: Mapping[str, Iterable[str]]) -> int:
    """Add those whose term is not known yet, and leave what staff wrote; tell how many are new."""
    with transaction.atomic():
        known = set(SearchSynonym.objects.values_list("term", flat=True))
        new = [
            SearchSynonym(term=term, means=", ".join(means)) for term, means in synonyms.items() if term not in known
        ]
        SearchSynonym.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def create_synonym(*, term: str, means: str) -> SearchSynonym:
    """Write a new one. Raises SynonymExists, InvalidInput."""
    with transaction.atomic():
        kept = SearchSynonym(
            term=clean_line(term.lower(), path=("term",), at_most=MAX_TERM),
            means=clean_line(means, path=("means",), at_most=MAX_MEANS),
        )
        if not SearchSynonym.objects.bulk_create([kept], ignore_conflicts=True) or not _is_kept(kept.id):
            raise SynonymExists
    return kept


def update_synonym(*, synonym_id: UUID, means: str) -> SearchSynonym:
    """Change what a term also means. Raises NotFound, InvalidInput."""
    with transaction.atomic():
        kept = SearchSynonym.objects.select_for_update(no_key=True).filter(id=synonym_id).first()
        if kept is None:
            raise NotFound
        kept.means = clean_line(means, path=("means",), at_most=MAX_MEANS)
        kept.save(update_fields=["means"])
    return kept


def delete_synonym(*, synonym_id: UUID) -> None:
    """Take it back: the next search does not know it. Raises NotFound."""
    if not SearchSynonym.objects.filter(id=synonym_id).delete()[0]:
        raise NotFound


def _is_kept(synonym_id: UUID) -> bool:
    return SearchSynonym.objects.filter(id=synonym_id).exists()


def _words(text: str) -> list[str]:
    return [word for word in (" ".join(part.split()).lower() for part in text.split(",")) if word]
