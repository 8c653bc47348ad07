"""Words that all of the schema shares: ids and nodes, connections, money, relations."""

from collections.abc import Callable
from typing import Any, NewType, Protocol
from uuid import UUID

import strawberry

from domains.common.money import MAX_MINOR
from resolvers.context import Context
from resolvers.relations import Relation
from schema.ids import encode_id

Info = strawberry.Info[Context, None]


class _HasId(Protocol):
    id: UUID


def global_id(type_name: str) -> Any:
    """The `id` field of a node type; rows keep their UUID in the attribute `id`."""

    def resolve(root: _HasId) -> strawberry.ID:
        return encode_id(type_name, root.id)

    resolve.__annotations__["root"] = Any
    return strawberry.field(resolver=_rooted(resolve), description="Global id; give it to `node` to read this again.")


def related(relation: Relation, *, description: str, name: str | None = None) -> Any:
    """A field that leads to related rows, through one batch per level. The annotation beside it is its type."""

    def resolve(root: Any, info: Info) -> Any:
        return info.context.load(relation, root)

    return strawberry.field(resolver=_rooted(resolve), description=description, name=name)


def derived(work: Callable[[Any], Any], *, description: str) -> Any:
    """A field computed from its row alone."""

    def resolve(root: Any) -> Any:
        return work(root)

    return strawberry.field(resolver=_rooted(resolve), description=description)


def rooted(work: Callable[..., Any], *, description: str) -> Any:
    """A field that `work` answers from its row and the request's info."""
    return strawberry.field(resolver=_rooted(work), description=description)


_ROOT: Any = strawberry.Parent[Any]  # type: ignore[misc]  # an annotation used as a value


def _rooted(resolve: Callable[..., Any]) -> Callable[..., Any]:
    # The type of such a field is the annotation in the class that has it; strawberry prefers it to the resolver's.
    resolve.__annotations__.pop("return", None)
    resolve.__annotations__["root"] = _ROOT
    return resolve


def sequence_number() -> Any:
    """The `sequence` field of an update."""
    return strawberry.field(
        description="Number of the last event this takes account of, for `after`; null where none is known."
    )


def is_row(*rows: type) -> Any:
    """The `is_type_of` of a type that implements an interface: domain rows stand for it as they are."""

    def is_type_of(cls: type, value: object, _info: object) -> bool:
        return isinstance(value, (cls, *rows))

    return classmethod(is_type_of)


@strawberry.interface(description="Something with a global id that `node` can read again.")
class Node:
    """The Relay node interface."""

    id: strawberry.ID = strawberry.field(description="Global id.")


def _whole(value: object) -> int:
    if type(value) is not int or abs(value) > MAX_MINOR:
        raise ValueError("MinorUnits takes a whole number up to 10^15.")
    return value


# GraphQL's Int has 32 bits: 21 million naira in kobo would not fit.
MinorUnits = NewType("MinorUnits", int)
MINOR_UNITS = strawberry.scalar(
    name="MinorUnits",
    description="A whole number of minor units (kobo, cent), up to 10^15.",
    serialize=int,
    parse_value=_whole,
)


@strawberry.type(name="Money", description="An amount of money in integer minor units of its currency.")
class MoneyAmount:
    """`domains.common.money.Money` as the schema shows it."""

    minor: MinorUnits = strawberry.field(description="Amount in minor units.")
    currency: str = strawberry.field(description="ISO 4217 code.")
    exponent: int = strawberry.field(description="How many decimal digits the currency has.")


@strawberry.type(description="Where a page of a connection stands.")
class PageInfo:
    """Relay's PageInfo. Pages go forward only."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for after a cursor.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last edge; give it to `after`.")


@strawberry.type(description="One item of a connection and its cursor.")
class Edge[T]:
    """Relay's edge."""

    node: T = strawberry.field(description="The item.")
    cursor: str = strawberry.field(description="Where the item stands in this connection.")


@strawberry.type(description="A page of a list, in a stable order.")
class Connection[T]:
    """Relay's connection over a `Page` of domain rows."""

    @strawberry.field(description="The items with their cursors.")
    def edges(self: Any) -> list[Edge[T]]:
        """Pair each row with its cursor."""
        return [Edge(node=row, cursor=cursor) for row, cursor in zip(self.items, self.cursors, strict=True)]

    @strawberry.field(description="The items alone.")
    def nodes(self: Any) -> list[T]:
        """The rows of the page."""
        rows: list[T] = self.items
        return rows

    @strawberry.field(description="Where this page stands.")
    def page_info(self: Any) -> PageInfo:
        """Cursors of the page's two ends."""
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.has_previous,
            start_cursor=self.cursors[0] if self.cursors else None,
            end_cursor=self.cursors[-1] if self.cursors else None,
        )

    @strawberry.field(description="How many items there are in all pages; counted only when asked for.")
    async def total_count(self: Any) -> int:
        """Counted by the query function that made the page."""
        counted: int = await self.count()
        return counted
