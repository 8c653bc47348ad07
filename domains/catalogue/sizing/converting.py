"""What a size is called elsewhere. Pure; the tables are in `tables/`."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domains.catalogue.sizing.errors import UnknownSize, UnknownSizeSystem
from domains.catalogue.sizing.tables import (
    kids_clothing,
    kids_shoes,
    men_clothing,
    men_shoes,
    women_clothing,
    women_shoes,
)

# System -> sizes; those at the same place are the same size.
type Table = Mapping[str, tuple[str, ...]]


class SizeSystem(StrEnum):
    """How sizes are written."""

    EU = "EU"
    UK = "UK"
    US = "US"
    IT = "IT"
    FR = "FR"
    INT = "INT"


TABLES: Mapping[tuple[str, str], Table] = MappingProxyType(
    {
        ("clothing", "women"): women_clothing.TABLE,
        ("clothing", "men"): men_clothing.TABLE,
        ("clothing", "kids"): kids_clothing.TABLE,
        ("shoes", "women"): women_shoes.TABLE,
        ("shoes", "men"): men_shoes.TABLE,
        ("shoes", "kids"): kids_shoes.TABLE,
    }
)


def convert(*, kind: str, gender: str, system: SizeSystem, size: str, to: SizeSystem) -> tuple[str, ...]:
    """What the size is called in another system, from the smallest: a letter may stand for two numbers.

    Raises UnknownSize with those there are, and UnknownSizeSystem.
    """
    table = TABLES.get((kind, gender), {})
    for asked, path in ((system, ("from",)), (to, ("to",))):
        if asked not in table:
            raise UnknownSizeSystem(known=tuple(table), path=path)
    wanted = " ".join(size.split()).casefold()
    found = [there for here, there in zip(table[system], table[to], strict=True) if here.casefold() == wanted]
    if not found:
        raise UnknownSize(known=tuple(dict.fromkeys(table[system])))
    return tuple(dict.fromkeys(found))
