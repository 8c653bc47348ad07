"""Every place of the schema that takes a value from outside, found by walking it."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from tests.authorization.documents import SCHEMA
from tests.authorization.rows.mutations import MUTATIONS
from tests.authorization.rows.queries import QUERIES, SUBSCRIPTIONS
from tests.authorization.sides import MEMBERS, Side, World
from tests.hostile.corpus import CHOICES, NUMBERS, TEXTS

type Steps = tuple[str | int, ...]
# Stands in the variables where the hostile value goes, until they are JSON.
MARK = "@hostile@"
# Takes a file, in a form of its own (tests/api/test_uploads.py).
_FILES = "Upload"


@dataclass(frozen=True, slots=True)
class Place:
    """An argument, or a field within one, that takes a leaf: `steps` is the way to it through the variables."""

    operation: str
    field: str
    steps: Steps
    kind: str

    @property
    def name(self) -> str:
        """Such as `login input.email`."""
        return f"{self.field} {'.'.join(map(str, self.steps))}"

    @property
    def corpus(self) -> Mapping[str, str]:
        """What is tried here."""
        named = SCHEMA.type_map[self.kind]
        if isinstance(named, GraphQLEnumType) or self.kind == "Boolean":
            return CHOICES
        if self.kind in {"Int", "Float"}:
            return NUMBERS
        return TEXTS if self.takes_texts else {**TEXTS, **NUMBERS}

    @property
    def takes_texts(self) -> bool:
        """Whether any text is of its kind, so that only the code behind it can refuse one."""
        return self.kind in {"String", "ID"}

    @property
    def traces(self) -> frozenset[str]:
        """Tables in which a refused try may leave a row."""
        return MUTATIONS[self.field].traces if self.operation == "mutation" else frozenset()

    def variables(self, world: World) -> dict[str, Any]:
        """Variables with which the operation would succeed, but for the mark."""
        given = deepcopy(dict(_rows(self.operation)[self.field].given(world, asker(self, world))))
        try:
            _put(given, self.steps)
        except (KeyError, IndexError, TypeError) as error:
            raise AssertionError(
                f"nothing is given for {self.name}: name every argument in the row {self.field!r} of "
                f"tests/authorization/rows/{'mutations' if self.operation == 'mutation' else 'queries'}.py"
            ) from error
        return given


def asker(place: Place, world: World) -> Side:
    """Who may do it, so that the value gets as far as it can."""
    who = _rows(place.operation)[place.field].who
    return world.sides["vendor A" if who <= MEMBERS else "customer A"]


def places(operation: str) -> list[Place]:
    """All places of an operation's root fields; the order of the schema."""
    roots = {"query": SCHEMA.query_type, "mutation": SCHEMA.mutation_type, "subscription": SCHEMA.subscription_type}
    root = roots[operation]
    assert isinstance(root, GraphQLObjectType)
    return [
        Place(operation, field, (name, *steps), kind)
        for field, each in root.fields.items()
        for name, argument in each.args.items()
        for steps, kind in _leaves(argument.type)
        if kind != _FILES
    ]


def _leaves(kind: GraphQLInputType) -> Iterator[tuple[Steps, str]]:
    inner = get_nullable_type(kind)
    if is_list_type(inner):
        yield from (((0, *steps), leaf) for steps, leaf in _leaves(inner.of_type))
    elif isinstance(inner, GraphQLInputObjectType):
        for name, each in inner.fields.items():
            yield from (((name, *steps), leaf) for steps, leaf in _leaves(each.type))
    else:
        yield (), get_named_type(kind).name


def _put(given: Any, steps: Steps) -> None:
    *way, last = steps
    for step in way:
        given = given[step]
    given[last] = MARK


def marked(given: Any, value: object) -> Any:
    """The variables with a value where the mark was."""
    if isinstance(given, dict):
        return {name: marked(inner, value) for name, inner in given.items()}
    if isinstance(given, list):
        return [marked(inner, value) for inner in given]
    return value if given == MARK else given


def _rows(operation: str) -> Mapping[str, Any]:
    return {"query": QUERIES, "mutation": MUTATIONS, "subscription": SUBSCRIPTIONS}[operation]
