"""What may go wrong with payments."""

from uuid import UUID

from domains.common.errors import DomainError, Kind


class TransitionRefused(DomainError):
    """A step that the state of a payment does not allow: states move forward only."""

    kind = Kind.CONFLICT
    code = "PAYMENT_TRANSITION_REFUSED"

    def __init__(self, *, state: str, wanted: str) -> None:
        super().__init__("The payment has moved on.")
        self.state = state
        self.wanted = wanted


class Unbalanced(DomainError):
    """Ledger entries that do not sum to zero, or amounts of several currencies in one transaction."""

    kind = Kind.INVALID
    code = "LEDGER_UNBALANCED"


class AmountMismatch(DomainError):
    """The provider tells of another amount, currency or reference than ours; nothing was applied."""

    kind = Kind.CONFLICT
    code = "PAYMENT_MISMATCH"

    def __init__(self, *, attempt_id: UUID, told: str, ours: str) -> None:
        super().__init__("The payment does not agree with our books.")
        self.attempt_id = attempt_id
        self.told = told
        self.ours = ours


class UnknownGateway(DomainError):
    """There is no payment provider of that name."""

    kind = Kind.INVALID
    code = "UNKNOWN_GATEWAY"
