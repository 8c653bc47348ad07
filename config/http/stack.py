"""The edge: the pure ASGI layers in front of GraphQL, Ninja, DRF and the admin.

From the outside in, and why in this order:

1. `ForwardedHeaders`  every layer below reads headers and the client's address, so strangers' claims go first.
2. `RequestId`         opens the request's context; everything after it can be logged and traced.
3. `AccessLog`         outside of all that answers, so that refusals and crashes are logged with their final status.
4. `Timing`            measures what the client waits for, refusals included.
5. `SecurityHeaders`   completes every answer, also the masked 500 and the refusals below.
6. `Errors`            masks what escapes from below; a defect in the guard is masked as well.
7. `Limits`            head first (cheap), then size and time of the body while it arrives.
8. `Guard`             reads the body under those limits and replays it.

Lifespan passes straight to the application.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from config.http.access_log import AccessLog
from config.http.errors import Errors
from config.http.forwarded import ForwardedHeaders
from config.http.guard import Guard
from config.http.limits import Limits
from config.http.options import EdgeOptions
from config.http.request_id import RequestId
from config.http.security_headers import SecurityHeaders
from config.http.timing import Timing


def with_edge(app: ASGIApp, *, options: EdgeOptions) -> ASGIApp:
    """Put the whole edge in front of an ASGI application."""
    guarded = Limits(Guard(app, options), options)
    answered = SecurityHeaders(Errors(guarded, options), options)
    edge = ForwardedHeaders(RequestId(AccessLog(Timing(answered))), options)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await (edge if scope["type"] in {"http", "websocket"} else app)(scope, receive, send)

    return serve
