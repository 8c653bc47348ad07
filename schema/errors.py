"""Errors at the edge: a mutation's expected failures are data, a query's an error with a code, bugs are masked."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import strawberry
from django.conf import settings
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension

from domains.common.errors import DomainError, SeveralErrors
from domains.common.request_context import request_id
from domains.common.undertaking import ReadTookTooLong

log = logging.getLogger("fashionistar.graphql")


@strawberry.interface(description="Why a mutation did not do what was asked. Nothing has changed.")
class UserError:
    """A `DomainError` as data."""

    code: str = strawberry.field(description="Stable, for programs.")
    message: str = strawberry.field(description="A sentence for the shopper.")
    path: list[str] = strawberry.field(description="The input field at fault, outermost first; empty for none.")


@strawberry.type(description="An error without further facts.")
class InputError(UserError):
    """What every error becomes that has no type of its own."""


# Domain error class -> its concrete type in the schema; each schema module adds those that carry facts.
_CONCRETE: dict[type[DomainError], Callable[[Any], UserError]] = {}


def shows[E: DomainError](error: type[E], as_type: Callable[[E], UserError]) -> None:
    """Show errors of that class as a type with facts instead of as an InputError."""
    _CONCRETE[error] = as_type


def user_error(error: DomainError) -> UserError:
    """The error as data."""
    for known in type(error).__mro__:
        if known in _CONCRETE:
            return _CONCRETE[known](error)
    return InputError(code=error.code, message=error.message, path=list(error.path))


def user_errors(error: DomainError) -> list[UserError]:
    """The error as data; one that gathers several as each of them, so that the shopper is told everything at once."""
    return [user_error(each) for each in (error.errors if isinstance(error, SeveralErrors) else (error,))]


async def attempt[P](payload: Callable[..., P], work: Awaitable[Any], *, into: str | None = None) -> P:
    """A payload with what `work` answers in its field `into`, or with the error it met as data."""
    try:
        answer = await work
    except DomainError as error:
        return payload(errors=user_errors(error))
    return payload(errors=[], **({into: answer} if into else {}))


class TranslateErrors(SchemaExtension):
    """Translate the results of subscriptions; those of queries and mutations the door translates, parsed or not."""

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """Translate each result of a subscription."""
        translate(result)
        yield


def translate(result: Any) -> None:
    """Give expected errors of a result their code, and mask all others, logging them once with the request id."""
    if getattr(result, "errors", None):
        result.errors = [_public(error) for error in result.errors]


def _public(error: GraphQLError) -> GraphQLError:
    if error.extensions and "code" in error.extensions:
        return error
    cause = error.original_error
    if isinstance(cause, ReadTookTooLong):
        return _with_code(error, code="TIMEOUT", message="This took too long to read. Please look again.")
    if isinstance(cause, DomainError):
        return _with_code(error, code=cause.code, message=cause.message)
    if cause is None or isinstance(cause, GraphQLError):
        return _with_code(error, code=_request_code(error), message=_discreet(error.message))
    log.error("resolver failed", exc_info=cause, extra={"graphql_path": error.path})
    return _with_code(error, code="INTERNAL", message="Something went wrong on our side.")


def _request_code(error: GraphQLError) -> str:
    # The lexer stops at the limit, and says so in words only.
    stopped = isinstance(error, GraphQLSyntaxError) and "Document contains more than" in error.message
    return "TOO_MANY_TOKENS" if stopped else "BAD_REQUEST"


def _discreet(message: str) -> str:
    # Validation keeps its suggestions to itself where it is told to; coercing the variables of a subscription is not
    # told.
    return message if settings.DEVELOPER_TOOLS else message.partition(" Did you mean")[0]


def _with_code(error: GraphQLError, *, code: str, message: str) -> GraphQLError:
    extensions = {"code": code, "requestId": request_id.get()}
    return GraphQLError(
        message, nodes=error.nodes, source=error.source, positions=error.positions, path=error.path,
        extensions=extensions,
    )  # fmt: skip
