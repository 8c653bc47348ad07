"""How much a request puts in: the plain values within its arguments and variables, and how deep they lie."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FloatValueNode, IntValueNode, ListValueNode, ObjectValueNode, ValueNode


@dataclass(frozen=True, slots=True)
class Inputs:
    """Plain values in all, levels of lists and objects around the deepest of them, and the longest written number.

    The length is that of literals: what comes as JSON has passed the edge, which counts digits too.
    """

    values: int = 0
    depth: int = 0
    longest_number: int = 0


def inputs_of(given: ValueNode | Mapping[str, Any]) -> Inputs:
    """What a literal of a document, or the variables of a request, hold; the map of variables itself is no level."""
    values = deepest = longest = 0
    waiting: list[tuple[Any, int]] = [(given, -1 if isinstance(given, Mapping) else 0)]
    while waiting:
        value, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(value, Mapping | list | ObjectValueNode | ListValueNode):
            waiting.extend((each, depth + 1) for each in _parts(value))
        else:
            values += 1
            if isinstance(value, IntValueNode | FloatValueNode):
                longest = max(longest, len(value.value))
    return Inputs(values, deepest, longest)


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, ObjectValueNode):
        return (each.value for each in value.fields)
    if isinstance(value, ListValueNode):
        return iter(value.values)
    return iter(value.values() if isinstance(value, Mapping) else value)
