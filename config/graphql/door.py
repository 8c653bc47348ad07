"""The ASGI app behind /graphql: HTTP, WebSocket (graphql-transport-ws), SSE (graphql-sse); bearer tokens only."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from django.conf import settings
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from config.graphql.documents import is_ambiguous, is_request
from config.graphql.graphiql import graphiql_page
from config.graphql.limits import outcome
from config.graphql.replay import asked, key_of, once, refusal
from config.graphql.sockets import SubscriptionHandler, TextFrames
from domains.common.clock import utc_now
from domains.common.errors import DomainError
from domains.common.limits import network_of
from domains.common.money import EXPONENTS
from domains.common.request_context import remember_user
from domains.identity.authentication import viewer_of
from domains.identity.viewer import Viewer
from resolvers.context import Context
from schema.errors import translate
from schema.root import schema

_INIT_TIMEOUT = timedelta(seconds=10)
_MAX_SUBSCRIPTIONS = 20


class GraphQLDoor(GraphQL[Context, None]):
    """Strawberry's app with our viewer, our idempotency, and our GraphiQL."""

    graphql_transport_ws_handler_class = SubscriptionHandler
    websocket_adapter_class = TextFrames

    def __init__(self) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if settings.DEVELOPER_TOOLS else None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL],
            connection_init_wait_timeout=_INIT_TIMEOUT,
            max_subscriptions_per_connection=_MAX_SUBSCRIPTIONS,
            allowed_origins=settings.STOREFRONT_ORIGINS,
        )

    async def run(self, request: Any, context: Any = None, root_value: Any = None) -> Any:
        """Answer a request: learn who asks, then run it, at most once where it has an idempotency key."""
        if self.is_websocket_request(request):
            return await super().run(request, context=_context(Viewer.ANONYMOUS, request), root_value=None)
        try:
            viewer = await viewer_of(token=bearer(request.headers.get("authorization")), now=utc_now())
        except DomainError as error:
            return refusal(401, error.code, error.message)
        _remember(viewer)
        return await self._run_once(request, _context(viewer, request))

    async def _run_once(self, request: Request, context: Context) -> Response:
        async def run() -> Response:
            answer: Response = await super(GraphQLDoor, self).run(request, context=context, root_value=None)
            return answer

        payload = await _payload(request)
        document = payload.get("query")
        if isinstance(document, str) and is_ambiguous(document, payload.get("operationName")):
            return refusal(400, "OPERATION_NAME_MISSING", "Say which of the operations to run.")
        if _is_streaming(request) and isinstance(document, str) and is_request(document, payload.get("operationName")):
            return refusal(400, "SUBSCRIPTIONS_ONLY", "Ask for JSON: only subscriptions come as a stream.")
        key = key_of(header=request.headers.get("idempotency-key"), variables=payload.get("variables"))
        context.idempotency_key = key
        mutation = asked(payload=payload, key=key, viewer=context.viewer)
        return await once(mutation, run) if mutation else await run()

    async def on_ws_connect(self, context: Context) -> Any:
        """Accept a WebSocket whose `connection_init` carries a good token, or none at all."""
        parameters = context.connection_params or {}
        token = parameters.get("authorization", parameters.get("Authorization"))
        try:
            context.viewer = await viewer_of(token=bearer(token if isinstance(token, str) else None), now=utc_now())
        except DomainError as error:
            raise ConnectionRejectionError from error
        _remember(context.viewer)
        return await super().on_ws_connect(context)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Never asked: `run` hands the context over."""
        return _context(Viewer.ANONYMOUS, request)

    async def render_graphql_ide(self, request: Request) -> Response:
        """GraphiQL from our own static files, under a strict policy with a nonce."""
        return graphiql_page()

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The result as sent, also where nothing ran: what failed to parse or validate passes no extension."""
        translate(result)
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


def bearer(header: str | None) -> str | None:
    """The token of an `Authorization: Bearer` value; any other scheme counts as a bad token."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else header


def _context(viewer: Viewer, request: HTTPConnection) -> Context:
    wanted = request.headers.get("x-currency", settings.DEFAULT_CURRENCY).upper()
    return Context(
        viewer=viewer,
        now=utc_now(),
        currency=wanted if wanted in EXPONENTS else settings.DEFAULT_CURRENCY,
        # The edge has put the client's address here, past the proxies that may be believed.
        network=network_of(request.client.host if request.client else ""),
        user_agent=request.headers.get("user-agent", ""),
    )


def _remember(viewer: Viewer) -> None:
    remember_user(f"{viewer.kind}:{viewer.id}" if viewer.id else None)


async def _payload(request: Request) -> Mapping[str, Any]:
    if request.method != "POST" or not request.headers.get("content-type", "").startswith("application/json"):
        return {}
    try:
        payload = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return {}  # strawberry answers 400
    return payload if isinstance(payload, dict) else {}
