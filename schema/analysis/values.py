"""Page sizes and conditions of a document, from its literals and the variables sent with it."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)

from schema.analysis.measures import CEILING
from schema.analysis.prices import PAGE_ARGUMENTS

type Plain = bool | int | None
type Selection = FieldNode | FragmentSpreadNode | InlineFragmentNode


class Values:
    """The variables of one request, where they decide what the document costs.

    `consulted` are the names of the variables that were, or under other conditions would be, asked for.
    """

    def __init__(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> None:
        """Take the variables as sent, before they are coerced: what is of no use counts as absent."""
        self.consulted: set[str] = set()
        self._known: dict[str, Plain] = {}
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            if name in given:
                self._known[name] = plain(given[name])
            elif definition.default_value is not None:
                self._known[name] = self._read(definition.default_value)

    def page_size(self, node: FieldNode, definition: GraphQLField, *, default: int) -> int:
        """How many items the page of a field may have."""
        sizes = [self._size(node.arguments, name, definition) for name in PAGE_ARGUMENTS if name in definition.args]
        asked = [size for size in sizes if size is not None]
        return min(max(*asked, 0), CEILING) if asked else default

    def is_left_out(self, node: Selection) -> bool:
        """Whether `@skip` or `@include` keeps the node from running."""
        if not node.directives:
            return False
        # All of them are read, for `consulted` to be the same whatever the values.
        verdicts = [self._leaves_out(directive) for directive in node.directives]
        return True in verdicts

    def _leaves_out(self, directive: DirectiveNode) -> bool:
        name = directive.name.value
        if name not in {"skip", "include"}:
            return False
        condition = next(
            (self._read(each.value) for each in directive.arguments or () if each.name.value == "if"), None
        )
        return condition is (name == "skip")

    def _size(self, given: tuple[ArgumentNode, ...] | None, name: str, definition: GraphQLField) -> int | None:
        value = self._default(definition.args[name])
        for argument in given or ():
            if argument.name.value == name:
                value = self._read(argument.value)
        return value if type(value) is int else None

    def _default(self, argument: GraphQLArgument) -> Plain:
        if argument.default is None:
            return plain(argument.default_value)
        # A schema built from a text keeps the literal.
        written = argument.default.literal
        return self._read(written) if isinstance(written, ValueNode) else plain(argument.default.value)

    def _read(self, value: ValueNode) -> Plain:
        if isinstance(value, VariableNode):
            self.consulted.add(value.name.value)
            return self._known.get(value.name.value)
        if isinstance(value, IntValueNode):
            # Python reads no digits beyond some thousand; Int has ten.
            return int(value.value) if len(value.value) < 11 else CEILING
        return value.value if isinstance(value, BooleanValueNode) else None


def plain(value: object) -> Plain:
    """A value as far as costs go: a whole number, a boolean, or None for everything else."""
    if isinstance(value, bool | int):
        return value
    # JSON's 50.0 is a GraphQL Int.
    return int(value) if isinstance(value, float) and value.is_integer() else None
