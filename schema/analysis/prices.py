"""What fields cost where their type does not say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PAGE_ARGUMENTS = ("first", "last")


@dataclass(frozen=True, slots=True)
class Prices:
    """The price list of one schema; fields are named "Type.field".

    lengths           how many items a list without a page argument is assumed to have
    surcharges        points a field costs once per time it is asked for, beyond the objects it returns
    sensitive         root fields of mutations of which one document may have only one
    assumed_length    items of a list of which nothing is declared
    default_page      items of a page whose size is left to us
    introspection     surcharge of `__schema` and `__type`, whose objects are not counted
    """

    lengths: Mapping[str, int] = field(default_factory=dict)
    surcharges: Mapping[str, int] = field(default_factory=dict)
    sensitive: frozenset[str] = frozenset()
    assumed_length: int = 10
    default_page: int = 20
    introspection: int = 100
