"""Whatever can be asked has a row, and every row stands for something that can be asked."""

from collections.abc import Collection
from typing import cast

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    print_schema,
    visit,
)

from tests.authorization.documents import SCHEMA, documents, reachable_types
from tests.authorization.rows.mutations import MUTATIONS
from tests.authorization.rows.queries import QUERIES, SUBSCRIPTIONS
from tests.authorization.rows.types import TYPES, Seen

_ROWS = "tests/authorization/rows"
_PLANTED = """
extend type Query { gifts: [GiftCard!]! }
extend type Mutation { giftCardCreate(name: String!): GiftCardPayload! }
extend type Subscription { giftCardUsed: GiftCard! }
extend type Order { giftCards: GiftConnection! }
type GiftCard implements Node { id: ID! code: String! }
type GiftConnection { nodes: [GiftCard!]! edges: [GiftEdge!]! }
type GiftEdge { node: GiftCard! cursor: String! }
type GiftCardPayload { errors: [UserError!]! }
type GiftCardUsedUpError implements UserError { code: String! message: String! path: [String!]! left: Money! }
"""


def undecided(schema: GraphQLSchema) -> list[str]:
    """What somebody could ask of a schema and nobody has decided on, with the place to do it."""
    return [
        *_without(_deciding_types(schema), TYPES, "types.py", "TYPES", "Seen.PART"),
        *_without(_fields(schema.query_type), QUERIES, "queries.py", "QUERIES", "Reading()"),
        *_without(_fields(schema.subscription_type), SUBSCRIPTIONS, "queries.py", "SUBSCRIPTIONS", "Reading()"),
        *_without(_fields(schema.mutation_type), MUTATIONS, "mutations.py", "MUTATIONS", "Writing()"),
    ]


def test_everything_that_can_be_asked_is_decided_on() -> None:
    assert undecided(SCHEMA) == []


def test_every_row_is_about_something_that_is_there() -> None:
    assert set(TYPES) - set(_deciding_types(SCHEMA)) == set()
    assert set(QUERIES) == set(_fields(SCHEMA.query_type))
    assert set(MUTATIONS) == set(_fields(SCHEMA.mutation_type))
    assert set(SUBSCRIPTIONS) == set(_fields(SCHEMA.subscription_type))


def test_a_type_a_root_field_a_mutation_and_a_subscription_without_a_row_are_found() -> None:
    planted = build_schema(f"{print_schema(SCHEMA)}{_PLANTED}")

    assert [each for each in undecided(planted) if each not in undecided(SCHEMA)] == [
        f'GiftCard: add to TYPES in {_ROWS}/types.py a row such as "GiftCard": Seen.PART',
        f'gifts: add to QUERIES in {_ROWS}/queries.py a row such as "gifts": Reading()',
        f'giftCardUsed: add to SUBSCRIPTIONS in {_ROWS}/queries.py a row such as "giftCardUsed": Reading()',
        f'giftCardCreate: add to MUTATIONS in {_ROWS}/mutations.py a row such as "giftCardCreate": Writing()',
    ]


def test_every_node_has_a_row_that_says_who_reads_it_by_id() -> None:
    nodes = {kind.name for kind in SCHEMA.get_possible_types(_interface("Node"))}

    assert {name for name, seen in TYPES.items() if seen is not Seen.PART} == nodes


def test_the_documents_of_the_walk_ask_for_every_field_that_queries_reach() -> None:
    asked = [document for name in QUERIES for document in documents("query", name, only=_only(name))]
    asked += [
        document
        for name, seen in TYPES.items()
        if seen is not Seen.PART
        for document in documents("query", "node", only=name)
    ]
    reached = {
        f"{name}.{field}"
        for name in reachable_types(from_mutations=False)
        for field in _fields(cast("GraphQLObjectType", SCHEMA.type_map[name]))
    }

    assert reached - set().union(*(_fields_of(document.text) for document in asked)) == set()


def _only(root_field: str) -> str | None:
    return "Product" if root_field == "node" else None


class _Fields(Visitor):
    """Notes the fields of a document, with their types."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """One more."""
        owner = self.types.get_parent_type()
        assert owner is not None
        self.found.add(f"{owner.name}.{node.name.value}")


def _fields_of(text: str) -> set[str]:
    types = TypeInfo(SCHEMA)
    fields = _Fields(types)
    visit(parse(text), TypeInfoVisitor(types, fields))
    return fields.found


def _deciding_types(schema: GraphQLSchema) -> list[str]:
    """Object types that need a row: pages, edges, payloads and errors are as private as what they hold."""
    assert schema.mutation_type is not None
    payloads = {each.type.of_type.name for each in schema.mutation_type.fields.values()}
    named = {name: schema.type_map[name] for name in reachable_types(schema)}
    return sorted(
        name
        for name, kind in named.items()
        if isinstance(kind, GraphQLObjectType)
        and name not in payloads
        and not name.endswith(("Connection", "Edge"))
        and not {"UserError", "LineProblem"} & {interface.name for interface in kind.interfaces}
    )


def _fields(kind: GraphQLObjectType | None) -> list[str]:
    assert kind is not None
    return list(kind.fields)


def _without(names: Collection[str], rows: Collection[str], file: str, table: str, row: str) -> list[str]:
    return [
        f'{name}: add to {table} in {_ROWS}/{file} a row such as "{name}": {row}' for name in names if name not in rows
    ]


def _interface(name: str) -> GraphQLInterfaceType:
    kind = SCHEMA.type_map[name]
    assert isinstance(kind, GraphQLInterfaceType)
    return kind
