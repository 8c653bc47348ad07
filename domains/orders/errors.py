"""What may go wrong with purchases and orders."""

from collections.abc import Sequence

from domains.common.errors import DomainError, Kind


class SplitDoesNotAddUp(DomainError):
    """A quote whose parts are not its total: a fault of ours, never of the shopper's."""

    kind = Kind.CONFLICT
    code = "SPLIT_DOES_NOT_ADD_UP"

    def __init__(self) -> None:
        super().__init__("The parts of this purchase do not add up.")


class IdempotencyMismatch(DomainError):
    """The idempotency key was used for a different request."""

    kind = Kind.CONFLICT
    code = "IDEMPOTENCY_MISMATCH"

    def __init__(self) -> None:
        super().__init__("This key was used for a different request.", path=("idempotencyKey",))


class NothingToBuy(DomainError):
    """The viewer has no open cart."""

    kind = Kind.CONFLICT
    code = "CART_EMPTY"

    def __init__(self) -> None:
        super().__init__("Your cart is empty.")


class PaymentInProgress(DomainError):
    """Another payment for this cart has been sent to the provider and its outcome is not known yet."""

    kind = Kind.CONFLICT
    code = "PAYMENT_IN_PROGRESS"

    def __init__(self) -> None:
        super().__init__("A payment for this cart is under way. Please wait a moment.")


class OrderTransitionRefused(DomainError):
    """A step that the state of an order or vendor order does not allow."""

    kind = Kind.CONFLICT
    code = "ORDER_TRANSITION_REFUSED"

    def __init__(self, *, state: str, wanted: str) -> None:
        super().__init__(f"This can't be done to an order that is {state.replace('_', ' ')}.")
        self.state = state
        self.wanted = wanted


class NotPaidYet(DomainError):
    """Nothing is sent before its money was taken."""

    kind = Kind.CONFLICT
    code = "NOT_PAID_YET"

    def __init__(self) -> None:
        super().__init__("The payment for this order has not been taken yet.")


class PaymentOutcomeUnknown(DomainError):
    """The provider gave no certain answer; asking again with the same key has one effect."""

    kind = Kind.UNAVAILABLE
    code = "PAYMENT_OUTCOME_UNKNOWN"

    def __init__(self, *, reason: str) -> None:
        super().__init__("The payment provider did not answer. It will be asked again.")
        self.reason = reason


class PaymentNotAccepted(DomainError):
    """The provider declined; nothing was taken, and the cart can be paid for in another way."""

    kind = Kind.CONFLICT
    code = "PAYMENT_DECLINED"

    def __init__(self, *, decline_code: str) -> None:
        super().__init__("The payment was declined. Please try another card.", path=("paymentMethod",))
        self.decline_code = decline_code


class PaymentReturned(DomainError):
    """The payment came through but the order could not be made; the money goes back by itself."""

    kind = Kind.CONFLICT
    code = "PAYMENT_RETURNED"

    def __init__(self, *, reason: str) -> None:
        super().__init__("Your order could not be completed. You have not been charged.")
        self.reason = reason


class PaymentExpired(DomainError):
    """The payment was not approved in time, or another one took its place."""

    kind = Kind.CONFLICT
    code = "PAYMENT_EXPIRED"

    def __init__(self) -> None:
        super().__init__("That payment is no longer valid. Please try again.")


class PaymentNotSent(DomainError):
    """The provider could not be reached, so nothing was asked of it."""

    kind = Kind.UNAVAILABLE
    code = "PAYMENT_NOT_SENT"

    def __init__(self) -> None:
        super().__init__("The payment provider can't be reached right now. Nothing was charged; please try again.")


class OrdersUnderWay(DomainError):
    """Something is still to be paid, sent or paid back; `numbers` are the orders, if there are any yet."""

    kind = Kind.CONFLICT
    code = "ORDERS_UNDER_WAY"

    def __init__(self, *, numbers: Sequence[str]) -> None:
        super().__init__("Some of your orders are still under way. You can leave once they are sent or cancelled.")
        self.numbers = tuple(numbers)
