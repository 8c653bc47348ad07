"""Keyset pages: a cursor says after which row to go on, never how many rows to skip."""

import base64
import binascii
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import orjson
from django.conf import settings

from domains.common.errors import DomainError, InvalidInput, Kind

DEFAULT_SIZE = 20
MAX_SIZE = 50
_MAC_BYTES = 12
_MAX_CURSOR = 1_000


class BadCursor(DomainError):
    """A cursor that this list, with this sort and filter, did not give out."""

    kind = Kind.INVALID
    code = "BAD_CURSOR"

    def __init__(self) -> None:
        super().__init__("That page marker does not belong to this list. Start from the first page.", path=("after",))


class BadPageSize(InvalidInput):
    """A page of no rows, or of too many."""

    code = "BAD_PAGE_SIZE"

    def __init__(self) -> None:
        super().__init__(f"A page has 1 to {MAX_SIZE} items.", path=("first",))


class Cursors:
    """Makes and reads the cursors of one list: bound to its name, its sort and its filter, and signed.

    `facts` are all that decides which rows the list has and in which order.
    """

    def __init__(self, connection: str, /, **facts: Any) -> None:
        # Escaped to ASCII: a filter may hold any text a client sent, lone surrogates too.
        scope = json.dumps([connection, facts], default=_plain, sort_keys=True).encode()
        # A key per list: what was signed for one list is noise to another.
        self._key = hmac.digest(settings.SECRET_KEY.encode(), b"cursor:" + scope, sha256)

    def at(self, position: Sequence[Any]) -> str:
        """The cursor of the row at that position: its sort values and its id."""
        payload = orjson.dumps(list(position), default=_plain)
        return base64.urlsafe_b64encode(self._sign(payload) + payload).decode().rstrip("=")

    def read(self, cursor: str) -> list[Any]:
        """The position a cursor stands for, as plain JSON values. Raises BadCursor for a forged or foreign one."""
        if len(cursor) > _MAX_CURSOR:
            raise BadCursor
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadCursor from error
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._sign(payload)):
            raise BadCursor
        position: list[Any] = orjson.loads(payload)
        return position

    def _sign(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, sha256)[:_MAC_BYTES]


@dataclass(frozen=True)
class Page[Row]:
    """A page of rows. Cursors are made only when somebody looks at them, and rows counted only when asked."""

    items: Sequence[Row]
    has_next: bool
    has_previous: bool
    positions: Sequence[Sequence[Any]]
    maker: Cursors
    count: Callable[[], Awaitable[int]]

    @cached_property
    def cursors(self) -> list[str]:
        """A cursor per item."""
        return [self.maker.at(position) for position in self.positions]

    @cached_property
    def end_cursor(self) -> str | None:
        """The cursor of the last item."""
        return self.maker.at(self.positions[-1]) if self.positions else None


def page_size(first: int | None) -> int:
    """How many rows the page has; BadPageSize when that is less than one or too many."""
    if first is None:
        return DEFAULT_SIZE
    if not 1 <= first <= MAX_SIZE:
        raise BadPageSize
    return first


def page_of[Row](
    rows: Sequence[Row],
    *,
    size: int,
    after: str | None,
    position: Callable[[Row], Sequence[Any]],
    cursors: Cursors,
    count: Callable[[], Awaitable[int]],
) -> Page[Row]:
    """The page of rows that were read with a limit of `size + 1`: the row too many tells that there is a next page."""
    items = rows[:size]
    return Page(
        items=items,
        has_next=len(rows) > size,
        has_previous=after is not None,
        positions=[position(row) for row in items],
        maker=cursors,
        count=count,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(value, key=str)
    return str(value)
