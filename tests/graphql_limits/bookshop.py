"""A small schema of its own, whose resolvers count how often they ran, with limits a test can reach."""

from collections.abc import Mapping
from typing import Any

import strawberry
from graphql import DocumentNode, OperationDefinitionNode, parse

from domains.common.budgets import Budget
from schema.analysis.documents import Analysis, analyse
from schema.analysis.prices import Prices
from schema.analysis.verdicts import Limits
from schema.errors import TranslateErrors
from schema.judging import Bench, JudgeDocuments

SDL = """
type Query { ping: String book(id: ID): Book books(first: Int, last: Int): BookConnection! shelves: [Shelf!]!
             recent(first: Int = 5): [Book!]! anything: [Thing!] }
type Mutation { login(code: String): Session rename(title: String): Book pay: Session }
type Subscription { sold(first: Int): BookConnection! }
type BookConnection { nodes: [Book!]! edges: [BookEdge!]! facets: [Facet!]! totalCount: Int! }
type BookEdge { node: Book! cursor: String! }
type Book implements Thing { title: String author: Author! tags: [String!]! similar: [Book!]! pages: [Page!]! }
type Author implements Thing { title: String books(first: Int): BookConnection! }
type Page { number: Int! }
type Facet { name: String }
type Shelf { books: [Book!]! }
type Session { token: String }
interface Thing { title: String }
"""
PRICES = Prices(
    lengths={"BookConnection.facets": 3, "Book.pages": 100},
    surcharges={"BookConnection.totalCount": 50, "Mutation.pay": 7},
    sensitive=frozenset({"login", "pay"}),
)
ran: list[str] = []


@strawberry.type
class Page:
    """A leaf of objects."""

    number: int


@strawberry.type
class Book:
    """Something with a list."""

    title: str

    @strawberry.field
    async def pages(self, first: int = 20) -> list[Page]:
        """Three, whatever was asked for."""
        ran.append("pages")
        return [Page(number=number) for number in range(min(first, 3))]

    @strawberry.field
    async def next(self) -> "Book":
        """The same again."""
        ran.append("next")
        return self


@strawberry.type
class Query:
    """Roots to read."""

    @strawberry.field
    async def book(self) -> Book:
        """The only book."""
        ran.append("book")
        return Book(title="Emma")

    @strawberry.field
    async def broken(self) -> str | None:
        """Fails when it runs."""
        raise ValueError("a bug")


@strawberry.type
class Mutation:
    """Roots to write."""

    @strawberry.mutation
    async def login(self, code: str) -> str:
        """Guess at a secret."""
        ran.append("login")
        return code

    @strawberry.mutation
    async def rename(self) -> str:
        """Do no harm."""
        ran.append("rename")
        return "done"


def bookshop(*, cost: int = 5_000, budget: int = 1_000_000, restore: int = 1_000, name: str = "books") -> Any:
    """The schema with its judge."""
    bench = Bench(
        limits=Limits(cost=cost),
        prices=PRICES,
        client=Budget(name, budget, restore),
        network=Budget(name, budget, restore),
        hidden=False,
    )
    return strawberry.Schema(
        query=Query, mutation=Mutation, extensions=[lambda: JudgeDocuments(bench), TranslateErrors]
    )


def first_operation(document: DocumentNode) -> OperationDefinitionNode:
    """The first operation of a document."""
    return next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))


def analysis_of(
    text: str, schema: Any, variables: Mapping[str, Any] | None = None, prices: Prices = PRICES
) -> Analysis:
    """Analyse the first operation of a text."""
    document = parse(text)
    return analyse(
        document, schema=schema, prices=prices, operation=first_operation(document), variables=variables or {}
    )
