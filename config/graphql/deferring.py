"""`@defer`: what of a page may come later, as parts of one multipart answer (GraphQL's incremental delivery).

Who does not take `multipart/mixed` gets the same document without `@defer`, and so one complete answer.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from functools import lru_cache
from time import monotonic
from typing import Any

from graphql import DirectiveNode, GraphQLError, Visitor, parse, print_ast, visit
from graphql.execution import CompletedResult, PendingResult, SubsequentIncrementalExecutionResult
from starlette.requests import Request
from strawberry.http.streaming import MultipartTransport

from config.graphql.documents import is_request, mutation_fields
from domains.common.request_context import request_id
from schema.errors import translate
from schema.root import MAX_TOKENS

_MARK = "@defer"
_GLANCE = 0.1


class DeferredParts(MultipartTransport):
    """An answer in parts, named as Apollo's and Relay's clients know it."""

    @property
    def headers(self) -> Mapping[str, str]:
        """How the parts are told apart."""
        return {
            "content-type": f'multipart/mixed; boundary="{self.separator}"; deferSpec=20220824',
            "cache-control": "no-store",
            # Asks nginx not to wait for the whole.
            "x-accel-buffering": "no",
        }


def in_parts(request: Request, text: str, operation_name: str | None) -> bool:
    """Whether a document may be answered in parts: a query that defers something, of a client that takes parts."""
    if _MARK not in text or "multipart/mixed" not in request.headers.get("accept", "").lower():
        return False
    return is_request(text, operation_name) and not mutation_fields(text, operation_name)


def at_once(text: str) -> str:
    """The document without `@defer`; as it is where it does not parse."""
    return _without(text) if _MARK in text else text


async def in_time(
    results: AsyncGenerator[SubsequentIncrementalExecutionResult], pending: list[PendingResult], *, seconds: float
) -> AsyncGenerator[SubsequentIncrementalExecutionResult]:
    """The later parts; those that take longer than so many seconds end without data, with an error each.

    The time begins when the last of them was announced.
    """
    awaited = {each.id: None for each in pending}
    until = monotonic() + seconds
    async with aclosing(results):
        while True:
            try:
                # Who takes long to read gets what is there all the same.
                async with asyncio.timeout(max(until - monotonic(), _GLANCE)):
                    result = await anext(results)
            except StopAsyncIteration:
                return
            except TimeoutError:
                yield SubsequentIncrementalExecutionResult(has_next=False, completed=[_cut(each) for each in awaited])
                return
            for each in result.completed or ():
                awaited.pop(each.id, None)
            if result.pending:
                awaited.update({each.id: None for each in result.pending})
                until = monotonic() + seconds
            yield result
            if not result.has_next:
                return


def _cut(part_id: str) -> CompletedResult:
    extensions = {"code": "TIMEOUT", "requestId": request_id.get()}
    return CompletedResult(part_id, [GraphQLError("This took too long. Please try again.", extensions=extensions)])


def part(result: SubsequentIncrementalExecutionResult, pending: list[Any]) -> dict[str, Any]:
    """A later part as it is sent, its errors translated. `pending` gathers what is still to come, over all parts."""
    pending.extend(result.pending or ())
    announced = {each.id: each for each in pending}
    for each in (*(result.incremental or ()), *(result.completed or ())):
        translate(each)
    told: dict[str, Any] = {"hasNext": result.has_next}
    if result.pending:
        told["pending"] = [each.formatted for each in result.pending]
    if result.incremental:
        told["incremental"] = [_placed(each.formatted, announced[each.id]) for each in result.incremental]
    if result.completed:
        told["completed"] = [each.formatted for each in result.completed]
    return told


def _placed(item: Mapping[str, Any], announced: Any) -> dict[str, Any]:
    """The data with its whole path and its label beside its id, for clients of before there were ids."""
    path = [*announced.path, *item.get("subPath", ())]
    return {**item, "path": path, **({"label": announced.label} if announced.label else {})}


class _Undefer(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:
        return self.REMOVE if node.name.value == "defer" else None


@lru_cache(maxsize=256)
def _without(text: str) -> str:
    try:
        return print_ast(visit(parse(text, max_tokens=MAX_TOKENS), _Undefer()))
    except GraphQLError:
        return text
