"""`@inContext(country:, language:)` on an operation: the country it is asked from, and the language of its texts.

It sets the currency and the language for all of the operation. Without it the currency is that of `X-Currency`, or the
shop's own, and texts are as they were written.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import strawberry
from graphql import (
    DirectiveLocation,
    DirectiveNode,
    GraphQLError,
    OperationDefinitionNode,
    StringValueNode,
    VariableNode,
)
from strawberry.extensions import SchemaExtension

import resolvers.markets as markets
from domains.common.errors import DomainError
from domains.common.request_context import request_id
from domains.markets.errors import UnknownCountry, UnknownLanguage

NAME = "inContext"
_PLACES = [DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION]


@strawberry.directive(
    name=NAME,
    locations=_PLACES,
    description="Asks the whole operation in a country (its market's currency, and its main language unless another is "
    "said) and in a language (fr or fr-CA; what is not translated comes in the language behind it, then as written). "
    "Goes before X-Currency.",
)
def in_context(country: str | None = None, language: str | None = None) -> None:
    """Declares the directive; `ReadContext` obeys it, once per operation instead of per field."""


class ReadContext(SchemaExtension):
    """Gives an operation with the directive a context of its own; refuses a country or language nobody knows."""

    async def on_validate(self) -> AsyncIterator[None]:
        """Runs behind the judge: what is refused anyway needs no market."""
        execution = self.execution_context
        directive = None if execution.pre_execution_errors else self._directive()
        if directive is not None:
            try:
                # A copy: several subscriptions of one socket share the context they were given.
                execution.context = await markets.in_context(execution.context, **self._asked(directive))
            except DomainError as error:
                execution.pre_execution_errors = [_told(error)]
        yield

    def _directive(self) -> DirectiveNode | None:
        operation = self._operation()
        found = [node for node in (operation.directives or () if operation else ()) if node.name.value == NAME]
        return found[0] if found else None

    def _operation(self) -> OperationDefinitionNode | None:
        execution = self.execution_context
        definitions = execution.graphql_document.definitions if execution.graphql_document else ()
        operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        name = execution.operation_name
        named = [node for node in operations if name is None or (node.name and node.name.value == name)]
        return named[0] if named else None

    def _asked(self, directive: DirectiveNode) -> dict[str, str | None]:
        given = self.execution_context.variables or {}
        asked: dict[str, str | None] = {"country": None, "language": None}
        for argument in directive.arguments or ():
            value: object = argument.value
            if isinstance(value, VariableNode):
                value = self._variable(value.name.value, given)
            elif isinstance(value, StringValueNode):
                value = value.value
            # Anything else is null, or is refused where variables are coerced.
            asked[argument.name.value] = value if isinstance(value, str) else None
        return asked

    def _variable(self, name: str, given: Mapping[str, Any]) -> object:
        if name in given:
            return given[name]
        operation = self._operation()
        for definition in operation.variable_definitions or () if operation else ():
            if definition.variable.name.value == name and isinstance(definition.default_value, StringValueNode):
                return definition.default_value.value
        return None


def _told(error: DomainError) -> GraphQLError:
    known = {"known": list(error.known)} if isinstance(error, UnknownCountry | UnknownLanguage) else {}
    return GraphQLError(error.message, extensions={"code": error.code, "requestId": request_id.get(), **known})
