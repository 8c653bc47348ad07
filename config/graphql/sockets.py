"""Subscriptions over WebSocket (graphql-transport-ws)."""

from collections.abc import Mapping

import orjson
from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.types.execution import PreExecutionError

from config.graphql.documents import is_request
from domains.common.clock import utc_now
from resolvers.context import Context
from schema.errors import translate


class TextFrames(ASGIWebSocketAdapter):
    """Sends text: the door encodes to bytes, which strawberry would send as binary frames that no browser parses."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message of the protocol."""
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error


class SubscriptionHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """Runs subscriptions only: queries and mutations have one door, HTTP, where limits and idempotency are kept."""

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        """Run a subscription; refuse anything else as an error of that operation, and keep the connection."""
        if is_request(operation.query, operation.operation_name):
            error = GraphQLError("Send queries and mutations over HTTP.", extensions={"code": "SUBSCRIPTIONS_ONLY"})
            await operation.send_initial_errors([error])
            return
        # The context was made when the socket opened, which may be hours ago.
        self.context.start_afresh(now=utc_now())
        await super().run_operation(operation)

    async def _handle_pre_execution_error(self, operation: Operation[Context, None], result: PreExecutionError) -> None:
        translate(result)
        await super()._handle_pre_execution_error(operation, result)
