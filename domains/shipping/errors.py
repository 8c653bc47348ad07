"""What may go wrong with shipping."""

from domains.common.errors import DomainError, Kind


class NoRate(DomainError):
    """The method has no rate for a subtotal that small, or in that currency."""

    kind = Kind.CONFLICT
    code = "NO_RATE"

    def __init__(self) -> None:
        super().__init__("That way of delivery is not offered for this order.")
