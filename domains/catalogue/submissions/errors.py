"""What may go wrong with submissions."""

from collections.abc import Sequence
from uuid import UUID

from domains.common.errors import DomainError, InvalidInput, Kind


class SubmissionsDecided(DomainError):
    """Of the submissions to decide on, these no longer wait: nothing was decided."""

    kind = Kind.CONFLICT
    code = "SUBMISSIONS_DECIDED"

    def __init__(self, *, submission_ids: Sequence[UUID]) -> None:
        super().__init__("Some of these do not wait for a decision any more.")
        self.submission_ids = tuple(submission_ids)


class NothingSubmitted(DomainError):
    """A product was withdrawn that does not wait for staff."""

    kind = Kind.CONFLICT
    code = "NOTHING_SUBMITTED"

    def __init__(self) -> None:
        super().__init__("Nothing of this product waits for us.")


class ProductInReview(DomainError):
    """A product that staff are looking at was to be changed."""

    kind = Kind.CONFLICT
    code = "PRODUCT_IN_REVIEW"

    def __init__(self) -> None:
        super().__init__("We are looking at this product. Withdraw it to go on with it.")


class RejectionNeedsReason(InvalidInput):
    """A rejection without a reason: the vendor gets to read it."""

    code = "REASON_REQUIRED"

    def __init__(self) -> None:
        super().__init__("Please give a reason.", path=("reason",))
