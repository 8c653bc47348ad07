"""The Sandbox provider's JSON in our words; whatever its interface does not allow is an UnreadableAnswer."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domains.common.errors import DomainError
from domains.common.money import Money
from domains.payments.gateways.base import (
    EventKind,
    ProviderBalance,
    ProviderEvent,
    ProviderPayment,
    ProviderRefund,
    ProviderStatus,
)
from domains.payments.gateways.errors import UnreadableAnswer

# Later than any date Python knows would not be a time.
_LAST_SECOND = 253_402_300_799


def payment_from(content: Mapping[str, object]) -> ProviderPayment:
    """A payment object."""
    currency = _text(content, "currency")
    provider_reference, reference = _text(content, "id"), _text(content, "reference")
    next_action, decline = _optional(content, "next_action"), _optional(content, "decline")
    return ProviderPayment(
        provider_reference=provider_reference,
        reference=reference,
        status=_status(content),
        amount=_money(content, "amount", currency),
        captured=_money(content, "amount_captured", currency),
        refunded=_money(content, "amount_refunded", currency),
        refunds=tuple(
            _refund(refund, currency=currency, provider_reference=provider_reference, payment_reference=reference)
            for refund in objects_in(content, "refunds")
        ),
        redirect_url=_text(next_action, "redirect_url") if next_action else None,
        decline_code=_text(decline, "code") if decline else None,
        decline_message=_text(decline, "message") if decline else None,
        created_at=_time(content),
    )


def refund_from(content: Mapping[str, object]) -> ProviderRefund:
    """A refund object of its own, as lists, answers and webhooks carry it."""
    return _refund(
        content,
        currency=_text(content, "currency"),
        provider_reference=_text(content, "payment"),
        payment_reference=_text(content, "payment_reference"),
    )


def balance_from(content: Mapping[str, object]) -> ProviderBalance:
    """One currency of the balance."""
    currency = _text(content, "currency")
    return ProviderBalance(
        currency=currency,
        authorized=_money(content, "authorized", currency),
        captured=_money(content, "captured", currency),
        refunded=_money(content, "refunded", currency),
        net=_money(content, "net", currency),
    )


def event_from(content: Mapping[str, object]) -> ProviderEvent:
    """A webhook's event; one of a kind we do not know is OTHER, whatever it carries."""
    provider_kind = _text(content, "type")
    known = {kind.value for kind in EventKind if kind is not EventKind.OTHER}
    kind = EventKind(provider_kind) if provider_kind in known else EventKind.OTHER
    snapshot = {} if kind is EventKind.OTHER else _object(_object(content, "data"), "object")
    is_refund = kind is EventKind.REFUND_SUCCEEDED
    return ProviderEvent(
        event_id=_text(content, "id"),
        kind=kind,
        provider_kind=provider_kind,
        sequence=_integer(content, "sequence"),
        occurred_at=_time(content),
        payment=payment_from(snapshot) if snapshot and not is_refund else None,
        refund=refund_from(snapshot) if snapshot and is_refund else None,
    )


def objects_in(content: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """The list of objects in a field."""
    values = content.get(name)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise UnreadableAnswer(field=name)
    return values


def _refund(
    content: Mapping[str, object], *, currency: str, provider_reference: str, payment_reference: str
) -> ProviderRefund:
    return ProviderRefund(
        refund_reference=_text(content, "id"),
        reference=_text(content, "reference"),
        provider_reference=provider_reference,
        payment_reference=payment_reference,
        amount=_money(content, "amount", currency),
        created_at=_time(content),
    )


def _status(content: Mapping[str, object]) -> ProviderStatus:
    try:
        return ProviderStatus(_text(content, "status"))
    except ValueError:
        raise UnreadableAnswer(field="status") from None


def _text(content: Mapping[str, object], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise UnreadableAnswer(field=name)
    return value


def _integer(content: Mapping[str, object], name: str) -> int:
    value = content.get(name)
    if type(value) is not int or value < 0:
        raise UnreadableAnswer(field=name)
    return value


def _money(content: Mapping[str, object], name: str, currency: str) -> Money:
    try:
        return Money(_integer(content, name), currency)
    except DomainError:
        # A currency or an amount that the marketplace cannot hold cannot be about one of our payments.
        raise UnreadableAnswer(field=name) from None


def _time(content: Mapping[str, object]) -> datetime:
    seconds = _integer(content, "created")
    if seconds > _LAST_SECOND:
        raise UnreadableAnswer(field="created")
    return datetime.fromtimestamp(seconds, tz=UTC)


def _object(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = content.get(name)
    if not isinstance(value, dict) or not value:
        raise UnreadableAnswer(field=name)
    return value


def _optional(content: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    return None if content.get(name) is None else _object(content, name)
