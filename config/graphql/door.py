"""The ASGI app behind /graphql: HTTP, WebSocket (graphql-transport-ws), SSE (graphql-sse); bearer tokens only."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
from cross_web import HTTPException, StarletteRequestAdapter
from django.conf import settings
from graphql import ExperimentalIncrementalExecutionResults
from graphql.execution import SubsequentIncrementalExecutionResult
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from config.graphql.bearer import bearer, socket_token, while_good
from config.graphql.crowds import TooManyAtOnce, come_back_in, connected_as, connected_from, subscribed, turnstile
from config.graphql.deferring import DeferredParts, at_once, in_parts, in_time, part
from config.graphql.documents import is_ambiguous, is_request, mutation_fields
from config.graphql.event_streams import EventStream, NumberedEvents, with_hint
from config.graphql.graphiql import graphiql_page
from config.graphql.limits import outcome
from config.graphql.origins import is_from_elsewhere
from config.graphql.public import PRIVATE, VARY, answers, currency_of, public_key, query_payload
from config.graphql.replay import asked, key_of, once, refusal
from config.graphql.sockets import SubscriptionHandler, TextFrames
from config.graphql.trusted import Document, DocumentRefused, document_of, ensure_allowed
from config.graphql.uploads import is_upload, upload_payload
from config.http.media import JSON, media_type
from domains.common.clock import utc_now
from domains.common.errors import DomainError, Unavailable
from domains.common.limits import network_of
from domains.common.request_context import remember_user
from domains.common.slots import NoSlotLeft
from domains.common.undertaking import Undertaking, undertaken
from domains.identity.authentication import viewer_of
from domains.identity.viewer import Viewer
from resolvers.context import Context
from schema.errors import translate
from schema.root import schema

_INIT_TIMEOUT = timedelta(seconds=10)
_MAX_SUBSCRIPTIONS = 20


class ResolvedRequest(StarletteRequestAdapter):
    """A request whose document has been found."""

    @property
    def content_type(self) -> str | None:
        """What the body is, in small letters, as strawberry looks for it; parameters are read elsewhere."""
        return self._request.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def document(self) -> str | None:
        """What is to run."""
        found: str | None = self._request.state.document
        return found


class GraphQLDoor(GraphQL[Context, None]):
    """Strawberry's app with our viewer, our idempotency, and our GraphiQL."""

    graphql_transport_ws_handler_class = SubscriptionHandler
    websocket_adapter_class = TextFrames
    request_adapter_class = ResolvedRequest
    multipart_transport_class = DeferredParts

    def __init__(self) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if settings.DEVELOPER_TOOLS else None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL],
            connection_init_wait_timeout=_INIT_TIMEOUT,
            max_subscriptions_per_connection=_MAX_SUBSCRIPTIONS,
            multipart_uploads_enabled=True,
            allowed_origins=settings.STOREFRONT_ORIGINS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; from the cache of public answers where that may be."""
        found = public_key(scope)
        if found is None:
            return await super().__call__(scope, receive, send)
        key, if_none_match = found

        async def run() -> tuple[Response, bool]:
            request = Request(scope, receive)
            request.state.is_public = True
            response: Response = await self.run(request)
            return response, getattr(request.state, "is_good", False)

        response = await answers.answer(key, if_none_match=if_none_match, run=run)
        return await response(scope, receive, send)

    async def run(self, request: Any, context: Any = None, root_value: Any = None) -> Any:
        """Answer a request: learn who asks, then run it, at most once where it has an idempotency key."""
        if self.is_websocket_request(request):
            return await self._run_socket(request)
        try:
            viewer = await viewer_of(token=bearer(request.headers.get("authorization")), now=utc_now())
        except Unavailable as error:
            return _come_back(503, error.code, error.message)
        except DomainError as error:
            return refusal(401, error.code, error.message)
        _remember(viewer)
        try:
            request.state.context = _context(viewer, request)
            return await self._run_once(request, request.state.context)
        finally:
            # Forgets the file of an upload; any other request has nothing open.
            await request.close()

    async def _run_socket(self, request: WebSocket) -> Any:
        context = _context(Viewer.ANONYMOUS, request)
        try:
            await turnstile.enter()
            async with connected_from(context.network):
                return await super().run(request, context=context, root_value=None)
        except (NoSlotLeft, TooManyAtOnce) as error:
            # Before the handshake is answered: once it is, the handler says so itself.
            return await request.send_denial_response(_crowded(error))

    async def _run_once(self, request: Request, context: Context) -> Response:
        async def run() -> Response:
            try:
                async with asyncio.timeout(request.state.deadline):
                    answer: Response = await super(GraphQLDoor, self).run(request, context=context, root_value=None)
            except HTTPException as error:
                # Strawberry would say it as plain text.
                return refusal(error.status_code, "BAD_REQUEST", error.reason)
            except TimeoutError:
                return _too_slow()
            return answer

        try:
            payload = dict(await (upload_payload(request, context.viewer) if is_upload(request) else _payload(request)))
            document = document_of(payload)
            ensure_allowed(document)
            payload["query"] = request.state.document = document.text
            _ensure_runnable(request, document, payload.get("operationName"))
            request.state.deadline = _deadline(request, document.text, payload.get("operationName"))
            comes_in_parts = in_parts(request, document.text or "", payload.get("operationName"))
            if document.text and not comes_in_parts:
                payload["query"] = request.state.document = at_once(document.text)
        except DocumentRefused as error:
            return refusal(error.status, error.code, error.message)
        # A key would have to stand for the bytes of the file as well.
        header = None if is_upload(request) else request.headers.get("idempotency-key")
        key = key_of(header=header, variables=payload.get("variables"))
        context.idempotency_key = key
        context.place.last_event_id = request.headers.get("last-event-id")
        mutation = asked(payload=payload, key=key, viewer=context.viewer)
        if _is_streaming(request):
            return await self._run_stream(request, context, run)
        if comes_in_parts:
            return await self._run_in_parts(request, run)
        with undertaken(_undertaking(document.text, payload.get("operationName"))) as undertaking:
            response = await once(mutation, run, undertaking) if mutation else await run()
        if request.method == "GET":
            response.headers.update({"cache-control": PRIVATE, "vary": VARY})
        return response

    async def _run_stream(self, request: Request, context: Context, run: Callable[[], Awaitable[Response]]) -> Response:
        """Run a subscription that holds its seats until the answer has been sent, or nobody is left to take it."""
        async with AsyncExitStack() as seats:
            request.state.seats = seats
            try:
                await turnstile.enter()
                await seats.enter_async_context(connected_from(context.network))
                await seats.enter_async_context(connected_as(context.viewer))
                await seats.enter_async_context(subscribed(context.viewer, network=context.network))
            except (NoSlotLeft, TooManyAtOnce) as error:
                return _crowded(error)
            response = await run()
            if isinstance(response, EventStream):
                response.seats = seats.pop_all()
        return response

    async def _run_in_parts(self, request: Request, run: Callable[[], Awaitable[Response]]) -> Response:
        """Run a query whose later parts are worked on until they are sent, or nobody is left to take them."""
        async with AsyncExitStack() as seats:
            request.state.seats = seats
            response = await run()
            if isinstance(response, EventStream):
                response.seats = seats.pop_all()
        return response

    async def execute_operation(self, request: Any, *args: Any, **facts: Any) -> Any:
        """Run; what comes later is given up together with the answer."""
        result: Any = await super().execute_operation(request, *args, **facts)
        if isinstance(result, ExperimentalIncrementalExecutionResults):
            seconds = settings.GRAPHQL_DEADLINE.total_seconds()
            parts = in_time(result.subsequent_results, result.initial_result.pending, seconds=seconds)
            result = result._replace(subsequent_results=parts)
            request.state.seats.push_async_callback(parts.aclose)
        return result

    async def _process_stream_result(self, request: Any, value: Any, all_pending: list[Any]) -> Any:
        """A part of an answer or of a stream, as sent."""
        if isinstance(value, SubsequentIncrementalExecutionResult):
            return part(value, all_pending), all_pending
        return await super()._process_stream_result(request, value, all_pending)

    def should_render_graphql_ide(self, request: Any) -> bool:
        """Whether a browser asks for a page, and not for the document of a hash."""
        by_hash = {"documentId", "extensions"} & set(request.query_params)
        return not by_hash and super().should_render_graphql_ide(request)

    async def parse_http_body(self, request: Any) -> GraphQLRequestData | list[GraphQLRequestData]:
        """The request, with the document that was found for it and no other."""
        data = await super().parse_http_body(request)
        if isinstance(data, list):
            return data  # strawberry refuses batches
        return replace(data, query=request.document)

    async def on_ws_connect(self, context: Context) -> Any:
        """Accept a WebSocket whose `connection_init` carries a good token, or none at all."""
        try:
            context.viewer = await viewer_of(token=socket_token(context.connection_params), now=utc_now())
        except Unavailable:
            raise
        except DomainError as error:
            raise ConnectionRejectionError from error
        _remember(context.viewer)
        return await super().on_ws_connect(context)

    def _stream_result(self, request: Any, result: Any, transport: Any) -> Any:
        """Events with the numbers after which a browser will ask to go on."""
        # Strawberry lets go of what it reads from without closing it, and what is waited for would be waited for still.
        request.state.seats.push_async_callback(result.aclose)
        return with_hint(super()._stream_result(request, result, NumberedEvents(request.state.context.place)))

    async def create_streaming_response(self, request: Any, stream: Any, sub_response: Any, headers: Any) -> Response:
        """A stream that ends with the token that opened it."""
        token, viewer = bearer(request.headers.get("authorization")), request.state.context.viewer
        return EventStream(while_good(stream, viewer=viewer, token=token), headers=headers)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Never asked: `run` hands the context over."""
        return _context(Viewer.ANONYMOUS, request)

    async def render_graphql_ide(self, request: Request) -> Response:
        """GraphiQL from our own static files, under a strict policy with a nonce."""
        return graphiql_page()

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The result as sent, also where nothing ran: what failed to parse or validate passes no extension."""
        translate(result)
        if getattr(request.state, "is_public", False) and not result.errors:
            request.state.is_good = True
            # What is left of whose budget is nobody else's.
            result.extensions = None
        return await super().process_result(request, result)

    def encode_json(self, data: object) -> bytes:
        """Encode an answer; orjson writes it five times as fast as the standard library."""
        return orjson.dumps(data)

    def decode_json(self, data: str | bytes) -> object:
        """Decode a request; the guard in front has refused what orjson would let pass."""
        return orjson.loads(data)

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The answer, kept out of shared caches: it may be somebody's own."""
        response = super().create_response(response_data, sub_response)
        if isinstance(response_data, dict):
            stands = outcome(response_data)
            response.status_code = stands.status
            response.headers.update(stands.headers)
        response.headers.setdefault("cache-control", "no-store")
        return response


def _is_streaming(request: Request) -> bool:
    """Whether the answer is to come as server-sent events (graphql-sse, distinct connections)."""
    return "text/event-stream" in request.headers.get("accept", "").lower()


def _context(viewer: Viewer, request: HTTPConnection) -> Context:
    return Context(
        viewer=viewer,
        now=utc_now(),
        currency=currency_of(request.headers.get("x-currency", "")),
        # The edge has put the client's address here, past the proxies that may be believed.
        network=network_of(request.client.host if request.client else ""),
        user_agent=request.headers.get("user-agent", ""),
    )


def _ensure_runnable(request: Request, document: Document, operation_name: str | None) -> None:
    text = document.text
    if text is None:
        return
    if is_ambiguous(text, operation_name):
        raise DocumentRefused(400, "OPERATION_NAME_MISSING", "Say which of the operations to run.")
    if _is_streaming(request) and is_request(text, operation_name):
        raise DocumentRefused(400, "SUBSCRIPTIONS_ONLY", "Ask for JSON: only subscriptions come as a stream.")
    if request.method == "GET" and mutation_fields(text, operation_name):
        raise DocumentRefused(405, "METHOD_NOT_ALLOWED", "Send mutations by POST.")
    if request.method == "GET" and document.trusted is None and is_from_elsewhere(request):
        # Nobody there could read the answer, but whoever looks at that page would do its work.
        raise DocumentRefused(403, "CROSS_ORIGIN", "Other sites may ask for registered documents only.")


def _deadline(request: Request, text: str | None, operation_name: str | None) -> float | None:
    """The seconds that a query has. Streams go on; an undertaking is not cut from here, but told its time."""
    if text is None or _is_streaming(request) or mutation_fields(text, operation_name):
        return None
    return settings.GRAPHQL_DEADLINE.total_seconds()


def _undertaking(text: str | None, operation_name: str | None) -> Undertaking | None:
    if text is None or not mutation_fields(text, operation_name):
        return None
    return Undertaking(seconds=settings.GRAPHQL_MUTATION_DEADLINE.total_seconds())


def _too_slow() -> Response:
    return _come_back(503, "TIMEOUT", "This took too long. Please try again, or ask for less.")


def _crowded(error: NoSlotLeft | TooManyAtOnce) -> Response:
    return _come_back(429, error.code, error.message)


def _come_back(status: int, code: str, message: str) -> Response:
    response = refusal(status, code, message)
    response.headers["retry-after"] = come_back_in()
    return response


def _remember(viewer: Viewer) -> None:
    remember_user(f"{viewer.kind}:{viewer.id}" if viewer.id else None)


async def _payload(request: Request) -> Mapping[str, Any]:
    if request.method == "GET":
        return query_payload(request.query_params) or {}
    if request.method != "POST" or media_type(request.scope["headers"]) != JSON:
        return {}
    try:
        payload = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return {}  # strawberry answers 400
    return payload if isinstance(payload, dict) else {}
