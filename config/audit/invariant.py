"""What an invariant is, and how all of them are checked on one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper

# More would not help whoever has to look.
MOST_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A rule of the design (reliability, section 2) and a statement that must find nothing."""

    id: str
    rule: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Rows that break a rule, at most MOST_ROWS."""

    invariant: Invariant
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def breaches(cursor: CursorWrapper, *, invariants: Sequence[Invariant]) -> list[Breach]:
    """Every rule that is broken in what the cursor's transaction sees."""
    found = []
    for invariant in invariants:
        cursor.execute(f"SELECT * FROM ({invariant.sql}) AS breach LIMIT {MOST_ROWS}")  # noqa: S608 - our constants
        rows = tuple(cursor.fetchall())
        if rows:
            columns = tuple(column.name for column in cursor.description or ())
            found.append(Breach(invariant=invariant, columns=columns, rows=rows))
    return found
