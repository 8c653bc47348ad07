"""The ASGI application: one edge in front of two doors, GraphQL and Django."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 - after the setup
from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from starlette.types import ASGIApp, Receive, Scope, Send  # noqa: E402

from config.files import files  # noqa: E402
from config.graphql.door import GraphQLDoor  # noqa: E402
from config.health import health  # noqa: E402
from config.http.options import PRIVATE_NETWORKS, EdgeOptions  # noqa: E402
from config.http.stack import with_edge  # noqa: E402
from config.lifespan import lifespan  # noqa: E402
from config.logging import configure_logging  # noqa: E402

configure_logging(level=settings.LOG_LEVEL, style=settings.LOG_STYLE)


def routed(*, graphql: ASGIApp, site: Any) -> ASGIApp:
    """Send /graphql, HTTP and WebSocket, to GraphQL and everything else to Django, which knows no WebSockets."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["path"].rstrip("/") == "/graphql":
            await graphql(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(("/static/", "/media/")):
            await files(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in {"/livez", "/readyz"}:
            await health(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4404, "reason": "There is no such socket."})
        else:
            await site(scope, receive, send)

    return route


application = with_edge(
    routed(graphql=GraphQLDoor(), site=ASGIHandler()),
    options=EdgeOptions(
        https=settings.HTTPS,
        multipart_doors=("/graphql",),
        allowed_hosts=tuple(settings.ALLOWED_HOSTS),
        trusted_proxies=PRIVATE_NETWORKS if settings.TRUSTED_PROXY else (),
    ),
)
