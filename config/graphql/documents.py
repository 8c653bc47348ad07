"""What a GraphQL document asks for, as far as the door must know before it runs."""

import re
from functools import lru_cache

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, OperationType, parse

# More tokens than any honest page needs; the parser stops there, so garbage costs little.
MAX_TOKENS = 2_000
HIDDEN = "..."
_KEYWORD = re.compile(r"\b(?:query|mutation|subscription)\b")


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
    if operation is None or operation.operation is not kind:
        return ()
    return tuple(
        # A fragment at the root could hide any field, so it counts as one that nobody knows.
        node.name.value if isinstance(node, FieldNode) else HIDDEN
        for node in operation.selection_set.selections
    )


def is_request(document: str, operation_name: str | None) -> bool:
    """Whether the document asks for a query or mutation; False for a subscription and for what does not parse."""
    operation = _operation(document, operation_name)
    return operation is not None and operation.operation is not OperationType.SUBSCRIPTION


def is_ambiguous(document: str, operation_name: str | None) -> bool:
    """Whether the document has several operations and nobody said which to run."""
    if operation_name is not None or len(_KEYWORD.findall(document)) < 2:
        return False
    return len(_operations(document)) > 1


def _operation(document: str, operation_name: str | None) -> OperationDefinitionNode | None:
    chosen = [
        node
        for node in _operations(document)
        if operation_name is None or (node.name and node.name.value == operation_name)
    ]
    return chosen[0] if len(chosen) == 1 else None


@lru_cache(maxsize=512)
def _operations(document: str) -> tuple[OperationDefinitionNode, ...]:
    try:
        tree = parse(document, no_location=True, max_tokens=MAX_TOKENS)
    except GraphQLError:
        return ()
    return tuple(node for node in tree.definitions if isinstance(node, OperationDefinitionNode))
