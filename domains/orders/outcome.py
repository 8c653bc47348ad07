"""What a shopper is told about a payment that came to nothing."""

from domains.orders.errors import PaymentExpired, PaymentNotAccepted, PaymentNotSent, PaymentReturned
from domains.orders.services.settle_attempt import NOT_SENT, Settlement
from domains.payments.models import PaymentAttempt

State = PaymentAttempt.State


def ensure_alive(settlement: Settlement) -> Settlement:
    """The settlement, when it is an order or may still become one.

    Raises PaymentReturned, PaymentNotAccepted, PaymentNotSent or PaymentExpired otherwise: the cart can be paid for
    again, under a new key.
    """
    if settlement.order_id is not None:
        return settlement
    if settlement.returned_because:
        raise PaymentReturned(reason=settlement.returned_because)
    if settlement.state == State.DECLINED:
        raise PaymentNotAccepted(decline_code=settlement.decline_code)
    if settlement.released_because == NOT_SENT:
        raise PaymentNotSent
    if settlement.state in (State.VOIDED, State.EXPIRED):
        raise PaymentExpired
    return settlement
