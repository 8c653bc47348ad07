"""What a request of the staff API looks like that succeeds, and for which roles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.staff.world import World


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that succeeds for the roles that may make it."""

    roles: str
    pk: Callable[[World], Any] | None = None
    body: Callable[[World], Mapping[str, Any]] = lambda world: {}
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    audited: str = ""
