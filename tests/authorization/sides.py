"""Who there is in the matrix: for each kind of viewer one side A with things of its own, and a stranger B."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from domains.common.ids import new_id
from schema.ids import encode_id

GUEST, CUSTOMER, MEMBER, STAFF, NOBODY = "guest", "customer", "member", "staff", "nobody"

# The columns of the matrix. Staff come in by GraphQL as the customers they also are.
VIEWERS: Mapping[str, str] = {
    "anonymous": NOBODY,
    "guest A": GUEST,
    "guest B": GUEST,
    "customer A": CUSTOMER,
    "customer B": CUSTOMER,
    "vendor A": MEMBER,
    "vendor B": MEMBER,
    "support": STAFF,
    "catalogue": STAFF,
    "finance": STAFF,
    "admin": STAFF,
}

EVERYBODY = frozenset(VIEWERS.values())
SHOPPERS = EVERYBODY - {NOBODY}
CUSTOMERS = SHOPPERS - {GUEST}
MEMBERS = frozenset({MEMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A viewer and what is theirs.

    ids      type of the schema -> key of one of theirs
    words    whatever else a request may need: tokens, codes, an address
    """

    name: str
    kind: str
    token: str | None = None
    ids: Mapping[str, UUID] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def id(self, type_name: str) -> str:
        """The global id of their thing of that type; a second one of a type has a word before it: `other Vendor`."""
        return encode_id(type_name.split()[-1], self.ids[type_name])

    def with_missing(self) -> "Side":
        """The same with ids and words that never were anybody's."""
        return replace(
            self,
            ids={type_name: new_id() for type_name in self.ids},
            words={name: new_id().hex for name in self.words},
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """What gives rows of somebody away: their keys, and texts that nobody else's rows have; by table."""

    keys: Mapping[str, frozenset[str]]
    texts: Mapping[str, frozenset[str]]

    def without(self, tables: Collection[str]) -> "Marks":
        """The marks of all other tables."""
        return Marks(
            keys={table: found for table, found in self.keys.items() if table not in tables},
            texts={table: found for table, found in self.texts.items() if table not in tables},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All sides, what is everybody's, and what gives each side away. `hidden` is nobody's: drafts and closed houses."""

    sides: Mapping[str, Side]
    public: Side
    hidden: Side
    marks: Mapping[str, Marks]

    def sides_of(self, kinds: Collection[str]) -> list[Side]:
        """Side A of each of these kinds that has things of its own; of a house, where only houses are meant."""
        sides = [side for side in self.sides.values() if side.kind in kinds and side.name.endswith(" A")]
        return [side for side in sides if side.ids or kinds == MEMBERS]


type Given = Callable[[World, Side], Mapping[str, Any]]


def house(world: World, side: Side) -> Mapping[str, str]:
    """What belongs to the side's house, by its keys; to that of vendor A where it has none."""
    return side.words if "draft" in side.words else world.sides["vendor A"].words


def nothing(world: World, side: Side) -> Mapping[str, Any]:
    """No arguments."""
    return {}
