"""Every relation of the schema: a batch function of a domain and the attribute of the parent that is its key.

A relation is data, so that an executor may call its batch once per level instead of once per object; today the
loaders of one request collect the keys.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Batch(Protocol):
    """A batch read of a domain: all keys at once, a fixed number of statements.

    Takes the keys by the keyword it is declared with, and the facts of the request its relation names. A key that is
    missing from the answer stands for nothing (None, or an empty list).
    """

    def __call__(self, **keywords: Any) -> Awaitable[Mapping[Any, Any]]: ...


@dataclass(frozen=True, slots=True)
class Relation:
    """How to get from a parent row to what it is related to.

    keys     the batch function's keyword for the keys
    key      the attribute of the parent that holds its key; a None there relates to nothing
    facts    the batch function's further keywords and the attribute of the request's context each is taken from
    many     a missing key means an empty list instead of None
    """

    batch: Callable[..., Awaitable[Mapping[Any, Any]]]
    keys: str
    key: str = "id"
    facts: tuple[tuple[str, str], ...] = ()
    many: bool = False
