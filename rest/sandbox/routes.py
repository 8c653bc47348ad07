"""The API: each endpoint authenticates, validates, makes one call and answers."""

import asyncio
import hmac
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from rest.sandbox import listing, validation
from rest.sandbox.answers import JsonAnswer, LostAnswer, json_answer
from rest.sandbox.cards import Step
from rest.sandbox.errors import ApiError, ErrorType, invalid
from rest.sandbox.idempotency import Done, fingerprint_of
from rest.sandbox.payments import Desk
from rest.sandbox.provider import Provider

_LARGEST_BODY = 64 * 1024
_BODY_SECONDS = 10.0


async def create_payment(request: Request) -> Response:
    fields = await _fields(request)
    wanted = validation.new_payment(fields)
    return await _changed(request, fields, Step.AUTHORIZE, lambda desk: desk.create(wanted))


async def capture_payment(request: Request) -> Response:
    fields = await _fields(request)
    amount = validation.capture_amount(fields)
    payment_id = request.path_params["payment_id"]
    return await _changed(request, fields, Step.CAPTURE, lambda desk: desk.capture(payment_id, amount))


async def void_payment(request: Request) -> Response:
    fields = await _fields(request)
    validation.nothing(fields)
    payment_id = request.path_params["payment_id"]
    return await _changed(request, fields, None, lambda desk: desk.void(payment_id))


async def refund_payment(request: Request) -> Response:
    fields = await _fields(request)
    wanted = validation.new_refund(fields)
    payment_id = request.path_params["payment_id"]
    return await _changed(request, fields, Step.REFUND, lambda desk: desk.refund(payment_id, wanted))


async def show_payment(request: Request) -> Response:
    provider = _admitted(request)
    payment_id, public_url = request.path_params["payment_id"], provider.settings.public_url
    return json_answer(await provider.books.read(lambda books: listing.one_payment(books, payment_id, public_url)))


async def list_payments(request: Request) -> Response:
    provider = _admitted(request)
    cursor, limit = _page_asked(request)
    reference, public_url = request.query_params.get("reference"), provider.settings.public_url
    return json_answer(
        await provider.books.read(
            lambda books: listing.payments_page(
                books, reference=reference, cursor=cursor, limit=limit, public_url=public_url
            )
        )
    )


async def list_refunds(request: Request) -> Response:
    provider = _admitted(request)
    cursor, limit = _page_asked(request)
    return json_answer(await provider.books.read(lambda books: listing.refunds_page(books, cursor=cursor, limit=limit)))


async def list_events(request: Request) -> Response:
    provider = _admitted(request)
    cursor, limit = _page_asked(request)
    return json_answer(await provider.books.read(lambda books: listing.events_page(books, cursor=cursor, limit=limit)))


async def show_balance(request: Request) -> Response:
    provider = _admitted(request)
    return json_answer(await provider.books.read(listing.balance))


def provider_of(request: Request) -> Provider:
    provider: Provider = request.app.state.provider
    return provider


async def read_body(request: Request) -> bytes:
    """The raw body; raises ApiError when it is too long or too slow."""
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _LARGEST_BODY:
                    raise invalid("body_too_large", "The body is too large.", status=413)
    except TimeoutError:
        raise invalid("body_too_slow", "The body took too long.", status=408) from None
    except ClientDisconnect:
        # Nobody is left to read this; it only ends the request without a traceback.
        raise invalid("client_gone", "The connection was closed.") from None
    return bytes(body)


API_ROUTES = [
    Route("/v1/payments", create_payment, methods=["POST"]),
    Route("/v1/payments", list_payments, methods=["GET"]),
    Route("/v1/payments/{payment_id}", show_payment, methods=["GET"]),
    Route("/v1/payments/{payment_id}/capture", capture_payment, methods=["POST"]),
    Route("/v1/payments/{payment_id}/void", void_payment, methods=["POST"]),
    Route("/v1/payments/{payment_id}/refunds", refund_payment, methods=["POST"]),
    Route("/v1/refunds", list_refunds, methods=["GET"]),
    Route("/v1/events", list_events, methods=["GET"]),
    Route("/v1/balance", show_balance, methods=["GET"]),
]


def _admitted(request: Request) -> Provider:
    """The provider, for a request that carries the API key."""
    provider = provider_of(request)
    given = request.headers.getlist("authorization")
    expected = f"Bearer {provider.settings.secret_key}".encode()
    if len(given) != 1 or not hmac.compare_digest(given[0].encode("latin-1"), expected):
        raise ApiError(401, ErrorType.AUTHENTICATION, "invalid_api_key", "Send a valid API key as a bearer token.")
    return provider


def _page_asked(request: Request) -> tuple[str | None, int]:
    return request.query_params.get("cursor"), validation.page_size(request.query_params.get("limit"))


async def _fields(request: Request) -> dict[str, object]:
    """The JSON object a POST carries. The key is checked before a byte of the body is read."""
    _admitted(request)
    body = await read_body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise invalid("unsupported_media_type", "Send JSON with Content-Type application/json.", status=415)
    return validation.json_object(body)


async def _changed(
    request: Request, fields: dict[str, object], step: Step | None, work: Callable[[Desk], Done]
) -> Response:
    """Carry out a change once per idempotency key, and answer the way the card wants."""
    provider = provider_of(request)
    key = validation.idempotency_key(request.headers.get("idempotency-key"))
    fingerprint = fingerprint_of(method=request.method, path=request.url.path, fields=fields)
    async with provider.holding(key):
        answer = await provider.answer(key=key, fingerprint=fingerprint, work=work)
        if answer.card is not None and answer.card.is_slow and step is Step.AUTHORIZE:
            await asyncio.sleep(provider.settings.slow_seconds)
    if answer.card is not None and step is not None and answer.card.loses_answer_of is step:
        return LostAnswer()
    replayed = {"Idempotent-Replayed": "true"} if answer.is_replay else None
    return JsonAnswer(answer.status, answer.body, replayed)
