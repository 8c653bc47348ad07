"""The provider as an ASGI application: `python -m uvicorn rest.sandbox.app:application`.

Configured from the environment (see settings.py); one process per database. The test cards are in cards.py.

| endpoint                                | does                                                                |
|-----------------------------------------|---------------------------------------------------------------------|
| POST /v1/payments                       | open and authorise: amount, currency, reference, card, return_url,  |
|                                         | capture ("manual"), metadata                                        |
| GET  /v1/payments/{id}                  | one payment with its refunds                                        |
| POST /v1/payments/{id}/capture          | take all, or `amount` of it; the rest is released                   |
| POST /v1/payments/{id}/void             | release all of it                                                   |
| POST /v1/payments/{id}/refunds          | give `amount` back under a `reference`                              |
| GET  /v1/payments?reference=            | the payment with that reference, if any                             |
| GET  /v1/payments, /refunds, /events    | the books, oldest first: `limit` 1-100, `cursor` = `next_cursor`    |
| GET  /v1/balance                        | per currency: authorized, captured, refunded, net                   |
| GET, POST /3ds/{id}?key=                | where the shopper approves or refuses (`decision=approve|refuse`)   |
| GET  /livez                             | 200 while requests and webhooks are served                          |

Requests carry `Authorization: Bearer <key>`; a POST may carry an `Idempotency-Key`: the first answer is given again
byte for byte, other parameters are a 422, a request under way is a 409. Webhooks carry
`Sandbox-Signature: t=<unix seconds>,v1=<hex of HMAC-SHA256 over "<t>." + raw body>`.
"""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rest.sandbox.answers import JsonAnswer, books_unavailable, failed, misrouted, refused
from rest.sandbox.errors import ApiError
from rest.sandbox.provider import Provider
from rest.sandbox.routes import API_ROUTES
from rest.sandbox.settings import Settings
from rest.sandbox.three_d_secure import PAGE_ROUTES


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    # Read here and not at import, so that importing needs no environment.
    provider = Provider(Settings.from_environment(os.environ))
    app.state.provider = provider
    await provider.prune()
    app.state.deliveries = asyncio.create_task(provider.courier.run())
    try:
        yield
    finally:
        app.state.deliveries.cancel()
        await asyncio.gather(app.state.deliveries, return_exceptions=True)
        provider.books.close()


async def livez(request: Request) -> Response:
    if request.app.state.deliveries.done():
        return JsonAnswer(503, b'{"status":"webhooks stopped"}')
    return JsonAnswer(200, b'{"status":"ok"}')


application = Starlette(
    routes=[*API_ROUTES, *PAGE_ROUTES, Route("/livez", livez, methods=["GET"])],
    exception_handlers={
        ApiError: refused,
        HTTPException: misrouted,
        sqlite3.OperationalError: books_unavailable,
        Exception: failed,
    },
    lifespan=_lifespan,
)
