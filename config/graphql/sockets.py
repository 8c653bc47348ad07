"""Subscriptions over WebSocket (graphql-transport-ws)."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from functools import cache
from typing import Any, cast

import orjson
from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.schema import BaseSchema
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)
from strawberry.types.execution import PreExecutionError

from config.graphql import bearer as tokens
from config.graphql.crowds import connected_as, subscribed
from config.graphql.deferring import at_once
from config.graphql.documents import has_operation, is_ambiguous, is_request
from config.graphql.shared import Asked, PersonalAnswer, SharedNews, Told
from config.graphql.trusted import DocumentRefused, document_of, ensure_allowed
from domains.common.clock import utc_now
from domains.common.request_context import request_id
from domains.common.slots import NoSlotLeft
from resolvers.context import Context
from resolvers.live import News
from schema.errors import translate


class TextFrames(ASGIWebSocketAdapter):
    """Sends text: the door encodes to bytes, which strawberry would send as binary frames that no browser parses."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message of the protocol."""
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error

    async def send_next(self, operation_id: str, payload: str) -> None:
        """Send an update that is written already."""
        try:
            await self.ws.send_text(f'{{"id":{orjson.dumps(operation_id).decode()},"type":"next","payload":{payload}}}')
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error


@cache
def _news_of(schema: Any) -> SharedNews:
    return SharedNews(schema)


def _is_request(payload: Any) -> bool:
    """Whether a subscribe message says something to run, in the types of the protocol."""
    if not isinstance(payload, dict) or not isinstance(payload.get("variables"), dict | None):
        return False
    text, name = payload.get("query"), payload.get("operationName")
    is_named = "documentId" in payload or "extensions" in payload
    return (isinstance(text, str) or (text is None and is_named)) and isinstance(name, str | None)


def _ensure_clear(text: str | None, operation_name: str | None) -> None:
    if text is None:
        raise DocumentRefused(400, "BAD_REQUEST", "No document to run was sent.")
    if is_ambiguous(text, operation_name):
        raise DocumentRefused(400, "OPERATION_NAME_MISSING", "Say which of the operations to run.")
    if not has_operation(text, operation_name):
        raise DocumentRefused(400, "OPERATION_NAME_MISSING", "The document has no such operation.")


class _Streams:
    """The schema as a socket uses it: each operation has a context of its own, with its own moment and loaders."""

    def __init__(self, schema: BaseSchema) -> None:
        self._schema = schema

    async def stream(self, query: str | None, *, context_value: Context, **facts: Any) -> Any:
        """Run an operation. The socket's context was made when it opened, which may be hours ago."""
        return await self._schema.stream(query, context_value=context_value.anew(now=utc_now()), **facts)


class SubscriptionHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """Runs subscriptions only: queries and mutations have one door, HTTP, where limits and idempotency are kept."""

    def __init__(self, *args: Any, **facts: Any) -> None:
        """Handle one connection."""
        super().__init__(*args, **facts)
        self._seat = AsyncExitStack()
        self._news = _news_of(cast("Any", self.schema))
        self.schema = cast("BaseSchema", _Streams(self.schema))

    async def handle(self) -> None:
        """Serve the connection for as long as its token is good."""
        watch = asyncio.create_task(self._watch())
        try:
            async with self._seat:
                await super().handle()
        finally:
            watch.cancel()

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Learn who it is, and count the connection as theirs before it is acknowledged."""
        try:
            await super().handle_connection_init(message)
        except NoSlotLeft:
            await self.websocket.close(code=4429, reason="Too many connections")

    async def send_message(self, message: Message) -> None:
        """Send; who is to be acknowledged takes a seat first."""
        if message["type"] == "connection_ack":
            await self._seat.enter_async_context(connected_as(self.context.viewer))
        await super().send_message(message)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(tokens.RECHECK)
            viewer, token = self.context.viewer, tokens.socket_token(self.context.connection_params)
            if self.connection_acknowledged and not await tokens.is_still(viewer, token=token):
                await self.websocket.close(code=4403, reason="Forbidden")
                return

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Start an operation, given by its text or by the hash of a trusted document."""
        payload: Any = message["payload"]
        if not self.connection_acknowledged or not _is_request(payload):
            await self.websocket.close(code=4400 if self.connection_acknowledged else 4401, reason="Invalid message")
            return
        try:
            document = document_of(payload)
            ensure_allowed(document)
            _ensure_clear(document.text, payload.get("operationName"))
        except DocumentRefused as error:
            told = GraphQLError(error.message, extensions={"code": error.code, "requestId": request_id.get()})
            await self.send_message({"id": message["id"], "type": "error", "payload": [told.formatted]})
            return
        payload["query"] = at_once(document.text or "")
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        """Run a subscription; refuse anything else as an error of that operation, and keep the connection."""
        if is_request(operation.query, operation.operation_name):
            error = GraphQLError("Send queries and mutations over HTTP.", extensions={"code": "SUBSCRIPTIONS_ONLY"})
            await operation.send_initial_errors([error])
            return
        try:
            async with subscribed(self.context.viewer, network=self.context.network):
                if not await self._run_shared(operation):
                    await super().run_operation(operation)
        except NoSlotLeft as error:
            await operation.send_initial_errors([GraphQLError(error.message, extensions={"code": error.code})])

    async def _run_shared(self, operation: Operation[Context, None]) -> bool:
        """Run it as one of many who are told the same; False where it has to run by itself."""
        asked = Asked(operation.query, operation.variables, operation.operation_name, self.context)
        if not self._news.may_share(asked):
            return False
        source = await self._news.source(asked)
        if source is None:
            return False  # and is refused once more, in the words of the protocol
        with suppress(WebSocketDisconnected):
            async with aclosing(source.come()) as all_news:
                async for news in all_news:
                    told = await self._told(asked, news)
                    if told.errors:
                        await operation.send_initial_errors(list(told.errors))
                        return True
                    await cast("TextFrames", self.websocket).send_next(operation.id, told.payload)
        return True

    async def _told(self, asked: Asked, news: News) -> Told:
        # Where the answer turns out to be personal, who follows keeps their stream and so their place in it.
        if self._news.may_share(asked):
            with suppress(PersonalAnswer):
                return await self._news.written(asked, news)
        return await self._news.own(asked, news)

    async def _handle_pre_execution_error(self, operation: Operation[Context, None], result: PreExecutionError) -> None:
        translate(result)
        await super()._handle_pre_execution_error(operation, result)
