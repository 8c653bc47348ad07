"""What a GraphQL document asks for, as far as the door must know before it runs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
)

from schema.root import MAX_TOKENS

# Longer ones are looked at each time: what strangers send must not fill the memory.
_LONGEST_KEPT = 10_240
_KEYWORD = re.compile(r"\b(?:query|mutation|subscription)\b")


@dataclass(frozen=True, slots=True)
class _Operation:
    """What is kept of an operation: its kind, its name, and its root fields."""

    kind: OperationType
    name: str | None
    fields: tuple[str, ...]


def mutation_fields(document: str, operation_name: str | None) -> tuple[str, ...]:
    """The root fields of the document's mutation; empty for queries, and for what does not parse."""
    return _fields(document, operation_name, OperationType.MUTATION)


def subscription_fields(document: str, operation_name: str | None) -> tuple[str, ...]:
    """The root fields of the document's subscription; empty for anything else, and for what does not parse."""
    return _fields(document, operation_name, OperationType.SUBSCRIPTION)


def _fields(document: str, operation_name: str | None, kind: OperationType) -> tuple[str, ...]:
    if kind.value not in document:
        return ()
    operation = _operation(document, operation_name)
    return operation.fields if operation is not None and operation.kind is kind else ()


def is_request(document: str, operation_name: str | None) -> bool:
    """Whether the document asks for a query or mutation; False for a subscription and for what does not parse."""
    operation = _operation(document, operation_name)
    return operation is not None and operation.kind is not OperationType.SUBSCRIPTION


def is_ambiguous(document: str, operation_name: str | None) -> bool:
    """Whether the document has several operations and nobody said which to run."""
    if operation_name is not None or len(_KEYWORD.findall(document)) < 2:
        return False
    return len(_operations(document)) > 1


def has_operation(document: str, operation_name: str | None) -> bool:
    """Whether the document has the operation named; True where none is, or where it does not parse."""
    names = {each.name for each in _operations(document)}
    return operation_name is None or not names or operation_name in names


def _operation(document: str, operation_name: str | None) -> _Operation | None:
    chosen = [each for each in _operations(document) if operation_name is None or each.name == operation_name]
    return chosen[0] if len(chosen) == 1 else None


def _operations(document: str) -> tuple[_Operation, ...]:
    return _kept_operations(document) if len(document) <= _LONGEST_KEPT else _found_operations(document)


def _found_operations(document: str) -> tuple[_Operation, ...]:
    try:
        tree = parse(document, no_location=True, max_tokens=MAX_TOKENS)
    except GraphQLError:
        return ()
    fragments = {node.name.value: node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)}
    return tuple(
        _Operation(
            kind=node.operation,
            name=node.name.value if node.name else None,
            fields=tuple(_root_fields(node.selection_set, fragments, set())),
        )
        for node in tree.definitions
        if isinstance(node, OperationDefinitionNode)
    )


def _root_fields(
    chosen: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[str]:
    for each in chosen.selections:
        if isinstance(each, FieldNode):
            yield each.name.value
        elif isinstance(each, InlineFragmentNode):
            yield from _root_fields(each.selection_set, fragments, seen)
        # Each fragment counts once: a document may spread them in circles, and is refused for it later.
        elif isinstance(each, FragmentSpreadNode) and each.name.value not in seen and each.name.value in fragments:
            seen.add(each.name.value)
            yield from _root_fields(fragments[each.name.value].selection_set, fragments, seen)


_kept_operations = lru_cache(maxsize=512)(_found_operations)
