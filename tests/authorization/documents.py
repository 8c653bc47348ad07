"""Documents made from the schema: everything a field leads to, within what one request may ask for."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)

from schema import root
from schema.analysis.verdicts import cost_refusals, shape_refusals
from schema.prices import PRICES
from tests.authorization.rows.fields import FIELDS
from tests.graphql_limits.bookshop import analysis_of

SCHEMA: GraphQLSchema = root.schema._schema
_LIMITS = root._bench().limits
_PAGE = "first"
# Nodes are asked for one type at a time.
_NODE = "Node"
_DEEPEST = 9

type Tree = dict[str, "Tree"]
# A way through the schema: the fields as written, with the inline fragments they lie in.
type Path = tuple[str, ...]
# And the type it ends in.
type Way = tuple[Path, GraphQLNamedType]


@dataclass(frozen=True, slots=True)
class Document:
    """A document over one root field, and the types whose objects it asks for."""

    text: str
    types: frozenset[str]


def reachable_types(schema: GraphQLSchema = SCHEMA, *, from_mutations: bool = True) -> frozenset[str]:
    """Every object type that some answer can hold, the roots left out; or that an answer of a query can."""
    writing = (schema.mutation_type, schema.subscription_type) if from_mutations else ()
    waiting = [each for each in (schema.query_type, *writing) if each]
    found: set[str] = set()
    while waiting:
        for each in waiting.pop().fields.values():
            named = get_named_type(each.type)
            # What errors tell beside their words is met in the tests of each error.
            if named.name == "UserError" and not from_mutations:
                continue
            for kind in _objects(named, schema):
                if kind.name not in found:
                    found.add(kind.name)
                    waiting.append(kind)
    return frozenset(found)


def documents(operation: str, root_field: str, *, only: str | None = None) -> tuple[Document, ...]:
    """All that a root field leads to, in as few documents as the limits allow.

    Its arguments are variables of their own names. `only` takes one type of an interface that the field answers.
    """
    return _documents(SCHEMA, operation, root_field, only)


def leaves(kind: GraphQLNamedType, *, deep: int = 0, on: GraphQLSchema = SCHEMA) -> Tree:
    """What an object says of itself, and `deep` levels below it."""
    tree: Tree = {"__typename": {}}
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return tree
    if isinstance(kind, GraphQLInterfaceType) and kind.name != _NODE:
        for concrete in on.get_possible_types(kind):
            tree[f"... on {concrete.name}"] = leaves(concrete, on=on)
    for name, each in kind.fields.items():
        inner = get_named_type(each.type)
        if not is_composite_type(inner):
            tree[written(kind.name, name, each)] = {}
        elif deep or _is_plain(inner):
            tree[written(kind.name, name, each)] = leaves(inner, deep=max(deep - 1, 0), on=on)
    return tree


def written(owner: str, name: str, each: GraphQLField) -> str:
    """A field with the arguments it needs; pages are kept small."""
    said = f"{owner}_{name}: {name}" if f"{owner}.{name}" in _clashing() else name
    if given := FIELDS.get(f"{owner}.{name}"):
        return f"{said}({given})"
    required = [argument for argument, kind in each.args.items() if is_required_argument(kind)]
    assert not required, (
        f"{owner}.{name} needs {required}: add a value to FIELDS in tests/authorization/rows/fields.py, "
        f'such as "{owner}.{name}": "{required[0]}: …"'
    )
    return f"{said}({_PAGE}: 3)" if _PAGE in each.args else said


def text_of(tree: Tree) -> str:
    """A selection as GraphQL writes it."""
    return " ".join(f"{name} {{ {text_of(inner)} }}" if inner else name for name, inner in tree.items())


def call(operation: str, root_field: str) -> tuple[str, str]:
    """The head of a document over a root field, and the field with all its arguments as variables."""
    each = _root(SCHEMA, operation).fields[root_field]
    # What has a default may be left out of the variables.
    kinds = {
        name: str(argument.type).removesuffix("!") if not is_required_argument(argument) else str(argument.type)
        for name, argument in each.args.items()
    }
    head = ", ".join(f"${name}: {kind}" for name, kind in kinds.items())
    body = ", ".join(f"{name}: ${name}" for name in each.args)
    return (f"{operation} ({head})" if head else operation), (f"{root_field}({body})" if body else root_field)


@cache
def _documents(schema: GraphQLSchema, operation: str, root_field: str, only: str | None) -> tuple[Document, ...]:
    head, field_text = call(operation, root_field)
    kind = get_named_type(_root(schema, operation).fields[root_field].type)
    if not is_composite_type(kind):
        return (Document(f"{head} {{ {field_text} }}", frozenset()),)
    start = (f"... on {only}",) if only else ()

    def text(ways: Sequence[Way]) -> str:
        tree: Tree = {}
        for path, reached in ways:
            tree = _merged(tree, (*start, *path), leaves(reached, on=schema))
        return f"{head} {{ {field_text} {{ {text_of(tree)} }} }}"

    waiting = list(_ways(schema, schema.type_map[only] if only else kind))
    made: list[Document] = []
    while waiting:
        count = _most(len(waiting), lambda some: _fits(text(waiting[:some])))
        if count < len(waiting) and not _fits(text([waiting[count]])):
            # What lies too deep here is met from another root.
            del waiting[count]
            continue
        types = {each.name for _, reached in waiting[:count] for each in _objects(reached, schema)}
        made.append(Document(text(waiting[:count]), frozenset(types)))
        del waiting[:count]
    return tuple(made)


def _most(count: int, fits: Callable[[int], bool]) -> int:
    """How many of so many fit, where fewer always do."""
    few, many = 0, 1
    while many <= count and fits(many):
        few, many = many, many * 2
    # Of those between, each try halves what is left.
    many = min(many, count + 1)
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if fits(middle) else (few, middle)
    return few


def _ways(schema: GraphQLSchema, top: GraphQLNamedType) -> Iterator[Way]:
    """One shortest way over every field that leads to an object, the shortest first."""
    crossed: set[str] = set()
    waiting: list[tuple[Path, int, GraphQLNamedType]] = [((), 0, top)]
    while waiting:
        path, depth, kind = waiting.pop(0)
        yield path, kind
        for concrete in _objects(kind, schema):
            within = path if concrete is kind else (*path, f"... on {concrete.name}")
            for name, each in concrete.fields.items():
                inner = get_named_type(each.type)
                edge = f"{concrete.name}.{name}"
                if not is_composite_type(inner) or edge in crossed or depth >= _DEEPEST - 1:
                    continue
                crossed.add(edge)
                waiting.append(((*within, written(concrete.name, name, each)), depth + 1, inner))


def _objects(kind: GraphQLNamedType, schema: GraphQLSchema) -> list[GraphQLObjectType]:
    if isinstance(kind, GraphQLObjectType):
        return [kind]
    return list(schema.get_possible_types(kind)) if is_abstract_type(kind) else []


def _is_plain(kind: GraphQLNamedType) -> bool:
    """Whether it leads nowhere: money, the place of a page."""
    return isinstance(kind, GraphQLObjectType) and not any(
        is_composite_type(get_named_type(each.type)) for each in kind.fields.values()
    )


def _merged(tree: Tree, path: Path, found: Tree) -> Tree:
    if not path:
        return {**tree, **{name: {**tree.get(name, {}), **inner} for name, inner in found.items()}}
    first, *rest = path
    return {**tree, first: _merged(tree.get(first, {}), tuple(rest), found)}


def _fits(text: str) -> bool:
    analysis = analysis_of(text, SCHEMA, {_PAGE: 3}, PRICES)
    return not shape_refusals(analysis, _LIMITS) and not cost_refusals(analysis, _LIMITS) and len(text) < 6_000


@cache
def _clashing() -> frozenset[str]:
    """Fields which two types of one interface have by one name and with other types, so that one needs an alias."""
    found: set[str] = set()
    for interface in SCHEMA.type_map.values():
        if not isinstance(interface, GraphQLInterfaceType) or interface.name == _NODE:
            continue
        kinds = defaultdict(set)
        for concrete in SCHEMA.get_possible_types(interface):
            for name, each in concrete.fields.items():
                kinds[name].add(str(each.type))
        for concrete in SCHEMA.get_possible_types(interface):
            found |= {f"{concrete.name}.{name}" for name in concrete.fields if len(kinds[name]) > 1}
    return frozenset(found)


def _root(schema: GraphQLSchema, operation: str) -> GraphQLObjectType:
    kind = {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}
    found = kind[operation]
    assert found is not None
    return found
