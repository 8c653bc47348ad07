"""Subscriptions that tell everybody the same: each piece of news is read and written once, for all who asked alike.

A drop that two thousand follow would otherwise be read from the database two thousand times in the second in which it
sells out. Each subscriber still has a stream of their own, with their own place in it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, fields, replace
from time import monotonic
from typing import Any, cast

import orjson
from graphql import GraphQLError
from strawberry.schema import BaseSchema

from config.graphql.documents import subscription_fields
from domains.common.clock import utc_now
from domains.common.live_log import LiveEvent
from domains.identity.viewer import Viewer
from resolvers.context import Context, Place
from resolvers.live import News, ProductNews

# What everybody may follow, and hears alike.
_ROOTS = ("productAvailability",)
# Who asks, and what belongs to one operation: neither may change what is told. Whatever else a context has does.
_NOT_ASKED = frozenset(
    {
        "viewer", "now", "network", "user_agent", "connection_params", "idempotency_key",
        "place", "rehearsal", "cue", "_loaders",
    }
)  # fmt: skip
# News is kept for as long as subscribers take to come for it, one after the other.
_KEPT_SECONDS = 1.0
_MOST_KEPT = 500
_MOST_PERSONAL = 1_000


class PersonalAnswer(Exception):
    """What was asked for depends on who asks, so it can't be shared."""


class _Nobody:
    """In the place of a viewer: a stranger, who notes whether anybody looked."""

    asked = False

    def __getattr__(self, name: str) -> Any:
        self.asked = True
        return getattr(Viewer.ANONYMOUS, name)


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation of somebody who subscribes, and all that its answers depend on."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    context: Context

    @property
    def is_shared(self) -> bool:
        """Whether everybody is told the same."""
        return subscription_fields(self.query, self.operation_name) == _ROOTS

    def key(self) -> tuple[Any, ...]:
        """Equal for those who are told the same."""
        tastes = tuple(getattr(self.context, each.name) for each in fields(Context) if each.name not in _NOT_ASKED)
        return (self.query, orjson.dumps(self.variables, option=orjson.OPT_SORT_KEYS), self.operation_name, *tastes)


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of news, written; or why there is none, which ends the subscription."""

    payload: str = ""
    errors: Sequence[GraphQLError] = ()


class SharedNews:
    """The news of one process, each written once."""

    def __init__(self, schema: BaseSchema) -> None:
        """Nothing is written yet."""
        self._schema = schema
        self._kept: OrderedDict[tuple[Any, ...], tuple[float, asyncio.Task[Told]]] = OrderedDict()
        self._personal: OrderedDict[tuple[Any, ...], None] = OrderedDict()

    def may_share(self, asked: Asked) -> bool:
        """Whether everybody is told the same, as far as is known."""
        return asked.is_shared and asked.key() not in self._personal

    async def source(self, asked: Asked) -> ProductNews | None:
        """Judge the operation, let its asker pay, and learn what it wants; None where it is refused."""
        context = replace(asked.context, now=utc_now(), place=Place(), rehearsal=[], _loaders={})
        async with aclosing(await self._run(asked, context)) as results:
            async for _ in results:
                return None
        found: ProductNews | None = context.rehearsal[0] if context.rehearsal else None
        return found

    async def written(self, asked: Asked, news: News) -> Told:
        """The news as it is sent. Raises PersonalAnswer where that depends on who asks."""
        name = news.heard.name if isinstance(news.heard, LiveEvent) else type(news.heard).__name__
        key = (*asked.key(), news.position, name)
        at, task = self._kept.get(key, (0.0, None))
        if task is None or monotonic() - at > _KEPT_SECONDS:
            task = asyncio.create_task(self._write(asked, news))
            self._kept[key] = monotonic(), task
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        # Who leaves must not take it away from the others.
        return await asyncio.shield(task)

    async def own(self, asked: Asked, news: News) -> Told:
        """The news as its asker alone is told it."""
        return await self._told(asked, asked.context.viewer, news)

    async def _write(self, asked: Asked, news: News) -> Told:
        nobody = _Nobody()
        told = await self._told(asked, cast("Viewer", nobody), news)
        if nobody.asked:
            self._personal[asked.key()] = None
            if len(self._personal) > _MOST_PERSONAL:
                self._personal.popitem(last=False)
            raise PersonalAnswer
        return told

    async def _told(self, asked: Asked, viewer: Viewer, news: News) -> Told:
        context = replace(asked.context, viewer=viewer, now=utc_now(), place=Place(), cue=news, _loaders={})
        async with aclosing(await self._run(asked, context)) as results:
            result: Any = await anext(results)
        if result.data is None:
            return Told(errors=result.errors)
        payload: dict[str, Any] = {"data": result.data}
        if result.errors:
            payload["errors"] = [error.formatted for error in result.errors]
        return Told(payload=orjson.dumps(payload).decode())

    async def _run(self, asked: Asked, context: Context) -> Any:
        return await self._schema.stream(
            asked.query,
            variable_values=asked.variables,
            context_value=context,
            root_value=None,
            operation_name=asked.operation_name,
        )
