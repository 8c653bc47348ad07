"""Who there is in the matrix: for each kind of viewer one side A with things of its own, and a stranger B."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from domains.common.ids import new_id
from schema.ids import encode_id

GUEST, CUSTOMER, STAFF, NOBODY = "guest", "customer", "staff", "nobody"
# People of a house, by their role there.
OWNER, MANAGER, HELPER = "owner", "manager", "staff of a house"
HOUSE = "house"

# The columns of the matrix. Staff come in by GraphQL as the customers they also are.
VIEWERS: Mapping[str, str] = {
    "anonymous": NOBODY,
    "guest A": GUEST,
    "guest B": GUEST,
    "customer A": CUSTOMER,
    "customer B": CUSTOMER,
    "vendor A": OWNER,
    "manager A": MANAGER,
    "helper A": HELPER,
    "vendor B": OWNER,
    "support": STAFF,
    "catalogue": STAFF,
    "finance": STAFF,
    "admin": STAFF,
}
# Whose people see its drafts and what waits for staff.
HOUSES = ("house A", "house B")

EVERYBODY = frozenset(VIEWERS.values())
SHOPPERS = EVERYBODY - {NOBODY}
CUSTOMERS = SHOPPERS - {GUEST}
MEMBERS = frozenset({OWNER, MANAGER, HELPER})
# Those who may also do what shoppers get to see.
OFFERERS = frozenset({OWNER, MANAGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A viewer and what is theirs, or a house and what its people share.

    bearer   makes a token of theirs; a run on a busy machine takes longer than one holds
    house    the house they work for, where they do
    ids      type of the schema -> key of one of theirs
    words    whatever else a request may need: tokens, codes, an address
    """

    name: str
    kind: str
    bearer: Callable[[], str] | None = None
    house: str = ""
    ids: Mapping[str, UUID] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str | None:
        """A token that holds from now on; None of nobody."""
        return self.bearer() if self.bearer else None

    def id(self, type_name: str) -> str:
        """The global id of their thing of that type; a second one of a type has a word before it: `other Vendor`."""
        return encode_id(type_name.split()[-1], self.ids[type_name])

    def all_of(self, type_name: str) -> list[str]:
        """The names in `ids` of all they have of a type."""
        return [name for name in self.ids if name.split()[-1] == type_name]

    def holds(self, other: "Side") -> bool:
        """Whether what is the other's is theirs as well."""
        return other.name in {self.name, self.house}

    def in_hands_of(self, viewer: "Side") -> "Side":
        """The same, to be named by a viewer with what is the viewer's own of words."""
        return replace(self, words={**self.words, **viewer.words}) if self.kind == HOUSE else self

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
    houses: Mapping[str, Side]
    public: Side
    hidden: Side
    marks: Mapping[str, Marks]

    @property
    def holders(self) -> list[Side]:
        """Everybody who has anything, everybody at large and nobody among them."""
        return [*self.sides.values(), *self.houses.values(), self.public, self.hidden]

    def targets(self, kinds: Collection[str]) -> list[Side]:
        """Whose things viewers of these kinds could name: side A of each kind; every house, where all are members."""
        if MEMBERS.issuperset(kinds):
            return list(self.houses.values())
        return [side for side in self.sides.values() if side.kind in kinds and side.ids and side.name.endswith(" A")]

    def own_or_some(self, viewer: Side, kinds: Collection[str]) -> Side:
        """Whose things a viewer names in good faith; those of the first who has some, where they have none."""
        targets = self.targets(kinds)
        if viewer.ids and not MEMBERS.issuperset(kinds):
            return viewer
        return next((target for target in targets if viewer.holds(target)), targets[0])

    def marks_of_others(self, viewer: str) -> Mapping[str, Marks]:
        """What gives away those whose things are not the viewer's, by their names."""
        theirs = {viewer, self.sides[viewer].house}
        return {name: marks for name, marks in self.marks.items() if name not in theirs}


type Given = Callable[[World, Side], Mapping[str, Any]]


def house(world: World, side: Side) -> Side:
    """The house of a side; house A where it has none."""
    return side if side.kind == HOUSE else world.houses[side.house or "house A"]


def of_house(world: World, side: Side, type_name: str, word: str) -> str:
    """The global id of something of the side's house, or of something that one of its people has, by its word."""
    words = {**house(world, side).words, **side.words}
    return encode_id(type_name, UUID(words[word]))


def nothing(world: World, side: Side) -> Mapping[str, Any]:
    """No arguments."""
    return {}
