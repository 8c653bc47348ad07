"""Whose money was captured."""

from collections.abc import Iterable, Sequence

from domains.common.money import Money, total
from domains.orders.models import VendorOrder
from domains.orders.services.locking import LockedPayment
from domains.payments.ledger import Share
from domains.payments.models import Refund


def captured_parts(locked: LockedPayment) -> Sequence[VendorOrder]:
    """The parts that a capture pays for: all but those that were cancelled before it was requested.

    A part cancelled later has a refund: that is how the two are told apart, whatever the clocks said.
    """
    refunds = Refund.objects.filter(attempt=locked.attempt, vendor_order_id__isnull=False)
    refunded = set(refunds.values_list("vendor_order_id", flat=True))
    return [part for part in locked.parts if part.state != VendorOrder.State.CANCELLED or part.id in refunded]


def total_of(locked: LockedPayment, parts: Iterable[VendorOrder]) -> Money:
    """What those parts cost together."""
    currency = locked.attempt.currency
    return total((Money(part.total_minor, currency) for part in parts), currency=currency)


def shares_of(parts: Iterable[VendorOrder]) -> tuple[Share, ...]:
    """The parts as the ledger divides them."""
    return tuple(
        Share(
            vendor_id=part.vendor_id,
            total=Money(part.total_minor, part.currency),
            commission=Money(part.commission_minor, part.currency),
        )
        for part in parts
    )
