"""What a GraphQL document asks for, as far as the door must know before it runs."""

import re
from dataclasses import dataclass
from functools import lru_cache

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, OperationType, parse

from schema.root import MAX_TOKENS

HIDDEN = "..."
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
    return tuple(
        _Operation(
            kind=node.operation,
            name=node.name.value if node.name else None,
            # A fragment at the root could hide any field, so it counts as one that nobody knows.
            fields=tuple(
                each.name.value if isinstance(each, FieldNode) else HIDDEN for each in node.selection_set.selections
            ),
        )
        for node in tree.definitions
        if isinstance(node, OperationDefinitionNode)
    )


_kept_operations = lru_cache(maxsize=512)(_found_operations)
