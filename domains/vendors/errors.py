"""What may go wrong with vendors."""

from domains.common.errors import Denied, DomainError, InvalidInput, Kind


class VendorStepRefused(DomainError):
    """The vendor's status does not allow this step."""

    kind = Kind.CONFLICT
    code = "VENDOR_STEP_REFUSED"

    def __init__(self, *, status: str, step: str) -> None:
        super().__init__("The vendor's status does not allow that.")
        self.status = status
        self.step = step


class ReasonRequired(InvalidInput):
    """Suspending or closing a vendor takes a reason, which the vendor gets to read."""

    code = "REASON_REQUIRED"

    def __init__(self) -> None:
        super().__init__("Please give a reason.", path=("reason",))


class CommissionOutOfRange(InvalidInput):
    """A commission below nothing or above the whole sale."""

    code = "COMMISSION_OUT_OF_RANGE"

    def __init__(self) -> None:
        super().__init__("A commission lies between 0 and 10,000 basis points.", path=("rate_bp",))


class VendorSlugTaken(DomainError):
    """Another vendor has this address already."""

    kind = Kind.CONFLICT
    code = "VENDOR_SLUG_TAKEN"

    def __init__(self) -> None:
        super().__init__("Another vendor has that address already.", path=("slug",))


class HouseClosed(Denied):
    """The vendor has not been approved yet, is suspended, or has closed: its people may not do that there."""

    code = "HOUSE_CLOSED"

    def __init__(self) -> None:
        super().__init__("Your house may not do that at present. Please write to us.")
