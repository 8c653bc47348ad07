"""Comparing our books with a provider's: every difference is a row, never just a line in a log (invariant I-14)."""

from dataclasses import dataclass
from uuid import UUID

from domains.common.db import fetch_tuples
from domains.common.money import Money
from domains.payments.gateways.base import Gateway, ProviderPayment

_ATTEMPTS = """
    SELECT id, currency, captured_minor, refunded_minor FROM payments_attempt WHERE gateway = %s
"""
# What the provider owes us by our ledger: debits of its clearing account less credits.
_CLEARING = """
    SELECT entry.currency, sum(entry.amount_minor)::bigint
    FROM payments_ledger_entry AS entry
    JOIN payments_ledger_transaction AS booked ON booked.id = entry.transaction_id
    JOIN payments_attempt AS attempt ON attempt.id = booked.attempt_id
    WHERE entry.account = 'provider_clearing' AND attempt.gateway = %s
    GROUP BY entry.currency
"""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the two books differ: what is compared, of which payment or currency, and both sides."""

    what: str
    subject: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class _Sums:
    captured: Money
    refunded: Money


async def compare_books(gateway: Gateway) -> tuple[Break, ...]:
    """Every difference between the provider's payments and sums and ours; what is still under way may be among them.

    Raises ProviderUnavailable.
    """
    theirs = {payment.attempt_id: payment async for payment in gateway.list_payments()}
    ours = {
        key: _Sums(Money(captured, currency), Money(refunded, currency))
        for key, currency, captured, refunded in await fetch_tuples(_ATTEMPTS, [gateway.name])
    }
    return (*_payment_breaks(theirs, ours), *await _balance_breaks(gateway))


def _payment_breaks(theirs: dict[UUID | None, ProviderPayment], ours: dict[UUID, _Sums]) -> list[Break]:
    breaks: list[Break] = []
    for key, payment in theirs.items():
        known = ours.get(key) if key else None
        if known is None:
            breaks.append(Break("payment", payment.reference, str(payment.amount), "unknown"))
            continue
        for what, their, our in (
            ("captured", payment.captured, known.captured),
            ("refunded", payment.refunded, known.refunded),
        ):
            if their != our:
                breaks.append(Break(what, payment.reference, str(their), str(our)))
    missing = [key for key, known in ours.items() if known.captured.minor and key not in theirs]
    breaks += [Break("captured", str(key), "unknown", str(ours[key].captured)) for key in missing]
    return breaks


async def _balance_breaks(gateway: Gateway) -> list[Break]:
    theirs = {balance.currency: balance.net.minor for balance in await gateway.balance()}
    ours = dict(await fetch_tuples(_CLEARING, [gateway.name]))
    return [
        Break("balance", currency, str(theirs.get(currency, 0)), str(ours.get(currency, 0)))
        for currency in sorted({*theirs, *ours})
        if theirs.get(currency, 0) != ours.get(currency, 0)
    ]
