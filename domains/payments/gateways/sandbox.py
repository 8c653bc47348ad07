"""The Sandbox payment provider, seen from our side."""

import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

import orjson

from domains.common.money import Money
from domains.payments.gateways.base import (
    Authorized,
    Captured,
    Declined,
    NeedsAction,
    NotFound,
    ProviderBalance,
    ProviderEvent,
    ProviderPayment,
    ProviderRefund,
    ProviderStatus,
    Refunded,
    Refused,
    Unknown,
    Voided,
)
from domains.payments.gateways.calls import Answered, NoAnswer, Patience, ProviderCalls, error_of
from domains.payments.gateways.errors import ProviderUnavailable, UnreadableAnswer, WebhookUnreadable
from domains.payments.gateways.sandbox_books import balance_from, event_from, objects_in, payment_from, refund_from
from domains.payments.gateways.signature import verify_signature

log = logging.getLogger(__name__)

SIGNATURE_HEADER = "Sandbox-Signature"
# Also keeps out what JSON cannot carry, such as half of a surrogate pair.
_PAYMENT_METHOD = re.compile(r"[A-Za-z0-9_ -]{1,64}")
# Answers that say the request was read and turned away before anything was done.
_NOT_BEGUN = frozenset({400, 401, 403, 404, 405, 408, 413, 415})


class SandboxGateway:
    """Gateway to the provider at `base_url`. One per process is enough; it may be used from any event loop."""

    name = "sandbox"

    def __init__(
        self,
        *,
        base_url: str,
        secret_key: str,
        webhook_secret: str,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._webhook_secret = webhook_secret
        self._calls = ProviderCalls(
            base_url=base_url, headers={"Authorization": f"Bearer {secret_key}"}, patience=patience, clock=clock
        )

    async def authorize(
        self, *, attempt_id: UUID, amount: Money, payment_method: str, return_url: str
    ) -> Authorized | NeedsAction | Declined | Unknown:
        """Hold an amount; `payment_method` is a test card's token or number."""
        if not _PAYMENT_METHOD.fullmatch(payment_method):
            return Declined(code="unknown_card_token", message="There is no such card.")
        digits = payment_method.replace(" ", "")
        content = {
            "amount": amount.minor,
            "currency": amount.currency,
            "reference": str(attempt_id),
            "card": {"number": digits} if digits.isdigit() else payment_method,
            "capture": "manual",
            "return_url": return_url,
        }
        answer = await self._calls.post("/v1/payments", content, idempotency_key=str(attempt_id))
        if isinstance(answer, Answered) and answer.status == 400 and error_of(answer.content)[2].startswith("card"):
            code, message, _ = error_of(answer.content)
            return Declined(code=code, message=message)
        if isinstance(answer, NoAnswer) or answer.status >= 300:
            return _unknown(answer)
        try:
            return _authorized(payment_from(answer.content))
        except UnreadableAnswer as error:
            return _unreadable(error)

    async def capture(
        self, *, provider_reference: str, amount: Money, idempotency_key: str
    ) -> Captured | Refused | Unknown:
        """Take all or part of what is held, once."""
        answer = await self._calls.post(
            _path(provider_reference, "capture"), {"amount": amount.minor}, idempotency_key=idempotency_key
        )
        if isinstance(answer, NoAnswer) or answer.status >= 300:
            return _refused(answer)
        try:
            payment = payment_from(answer.content)
        except UnreadableAnswer as error:
            return _unreadable(error)
        return Captured(provider_reference=payment.provider_reference, amount=payment.captured)

    async def void(self, *, provider_reference: str, idempotency_key: str) -> Voided | Refused | Unknown:
        """Let go of what is held."""
        answer = await self._calls.post(_path(provider_reference, "void"), {}, idempotency_key=idempotency_key)
        if isinstance(answer, NoAnswer) or answer.status >= 300:
            return _refused(answer)
        try:
            payment = payment_from(answer.content)
        except UnreadableAnswer as error:
            return _unreadable(error)
        return Voided(provider_reference=payment.provider_reference)

    async def refund(
        self, *, provider_reference: str, amount: Money, idempotency_key: str
    ) -> Refunded | Refused | Unknown:
        """Give back part of what was captured; the key is also the refund's reference in the provider's books."""
        content = {"amount": amount.minor, "reference": idempotency_key}
        answer = await self._calls.post(_path(provider_reference, "refunds"), content, idempotency_key=idempotency_key)
        if isinstance(answer, NoAnswer) or answer.status >= 300:
            return _refused(answer)
        try:
            refund = refund_from(answer.content)
        except UnreadableAnswer as error:
            return _unreadable(error)
        return Refunded(
            provider_reference=refund.provider_reference,
            refund_reference=refund.refund_reference,
            amount=refund.amount,
        )

    async def look_up(self, *, attempt_id: UUID) -> ProviderPayment | NotFound | Unknown:
        """The provider's truth about an attempt."""
        answer = await self._calls.get("/v1/payments", {"reference": str(attempt_id)})
        if isinstance(answer, NoAnswer) or answer.status >= 300:
            return _unknown(answer)
        try:
            found = [payment_from(content) for content in objects_in(answer.content, "data")]
        except UnreadableAnswer as error:
            return _unreadable(error)
        # Never settle an attempt by another one's payment, whatever the provider made of the filter.
        return next((payment for payment in found if payment.attempt_id == attempt_id), NotFound(attempt_id=attempt_id))

    async def list_payments(self) -> AsyncIterator[ProviderPayment]:
        """Every payment in the provider's books, the oldest first; raises ProviderUnavailable."""
        async for content in self._listed("/v1/payments"):
            yield payment_from(content)

    async def list_refunds(self) -> AsyncIterator[ProviderRefund]:
        """Every refund in the provider's books, the oldest first; raises ProviderUnavailable."""
        async for content in self._listed("/v1/refunds"):
            yield refund_from(content)

    async def balance(self) -> tuple[ProviderBalance, ...]:
        """The provider's sums, one per currency; raises ProviderUnavailable."""
        content = await self._read("/v1/balance", {})
        return tuple(balance_from(currency) for currency in objects_in(content, "currencies"))

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> ProviderEvent:
        """Verify a webhook over its raw bytes and read it; raises WebhookRefused."""
        signature = next((value for name, value in headers.items() if name.lower() == SIGNATURE_HEADER.lower()), None)
        verify_signature(header=signature, body=body, secret=self._webhook_secret, now=now)
        try:
            content = orjson.loads(body)
            if not isinstance(content, dict):
                raise WebhookUnreadable
            return event_from(content)
        except (orjson.JSONDecodeError, UnreadableAnswer) as error:
            raise WebhookUnreadable from error

    async def aclose(self) -> None:
        """Close the connections that this event loop opened."""
        await self._calls.aclose()

    async def _listed(self, path: str) -> AsyncIterator[Mapping[str, object]]:
        params = {"limit": "100"}
        while True:
            page = await self._read(path, params)
            for content in objects_in(page, "data"):
                yield content
            cursor = page.get("next_cursor")
            if not isinstance(cursor, str):
                return
            params = {"limit": "100", "cursor": cursor}

    async def _read(self, path: str, params: Mapping[str, str]) -> Mapping[str, object]:
        answer = await self._calls.get(path, params)
        if isinstance(answer, NoAnswer):
            raise ProviderUnavailable(reason=answer.reason)
        if answer.status >= 300:
            raise ProviderUnavailable(reason=error_of(answer.content)[0] or f"status_{answer.status}")
        return answer.content


def _path(provider_reference: str, step: str) -> str:
    return f"/v1/payments/{quote(provider_reference, safe='')}/{step}"


def _authorized(payment: ProviderPayment) -> Authorized | NeedsAction | Declined | Unknown:
    reference = payment.provider_reference
    if payment.status is ProviderStatus.AUTHORIZED:
        return Authorized(provider_reference=reference, amount=payment.amount)
    if payment.status is ProviderStatus.REQUIRES_ACTION and payment.redirect_url:
        return NeedsAction(provider_reference=reference, redirect_url=payment.redirect_url)
    if payment.status is ProviderStatus.DECLINED:
        return Declined(
            code=payment.decline_code or "declined",
            message=payment.decline_message or "The payment was declined.",
            provider_reference=reference,
        )
    return Unknown(reason=payment.status.value, provider_reference=reference)


def _refused(answer: Answered | NoAnswer) -> Refused | Unknown:
    """A conflict with the provider's books or a request it cannot carry out is final; anything else is not."""
    if isinstance(answer, Answered) and answer.status in (400, 404, 409):
        code, message, _ = error_of(answer.content)
        return Refused(code=code or f"status_{answer.status}", message=message)
    return _unknown(answer)


def _unknown(answer: Answered | NoAnswer) -> Unknown:
    if isinstance(answer, NoAnswer):
        log.warning(
            "payment provider did not answer",
            extra={"reason": answer.reason, "maybe_executed": answer.maybe_executed},
        )
        return Unknown(reason=answer.reason, maybe_executed=answer.maybe_executed)
    code = error_of(answer.content)[0] or f"status_{answer.status}"
    # Not the shopper's doing and not the network's: a wrong key, a wrong address, a reused idempotency key.
    log.error("payment provider refused our request", extra={"status": answer.status, "code": code})
    return Unknown(reason=code, maybe_executed=answer.status not in _NOT_BEGUN)


def _unreadable(error: UnreadableAnswer) -> Unknown:
    log.error("payment provider gave an unreadable answer", extra={"field": error.field})
    return Unknown(reason="unreadable_answer")
