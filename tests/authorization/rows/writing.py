"""What a row of the matrix says about a mutation: who may, with what, and what a stranger with the same is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.authorization.sides import CUSTOMERS, Given, nothing


class Stranger(StrEnum):
    """What becomes of somebody who sends a mutation with the ids of somebody else."""

    # The same bytes as for ids that never were, and nothing changes.
    MISSING = "missing"
    # It names nothing of anybody's and works on what is the viewer's own; nobody else's rows change.
    OWN = "own"
    # Whoever holds the secret in it may: a password, a code, a link. All are answered alike.
    HOLDER = "holder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A mutation.

    who        the kinds of viewers it is for; the others are refused, and nothing changes
    stranger   what becomes of a viewer of these kinds who names what is another's
    given      its arguments, with ids of a side
    ends       the code of the refusal that a viewer of these kinds meets with them; empty where they succeed
    changes    whether success changes any row
    traces     tables in which a refused try may leave a row, as a declined payment does
    is_form    whether it goes as a form with a picture
    """

    who: frozenset[str] = CUSTOMERS
    stranger: Stranger = Stranger.OWN
    given: Given = nothing
    ends: str = ""
    changes: bool = True
    traces: frozenset[str] = frozenset()
    is_form: bool = False


def input_of(**fields: Any) -> Mapping[str, Any]:
    return {"input": fields}
