"""What may go wrong with reviews."""

from domains.common.errors import DomainError, Kind


class NotBought(DomainError):
    """Reviews are for those who have bought the product and kept it; also said of products that never were."""

    kind = Kind.DENIED
    code = "REVIEW_NOT_BOUGHT"

    def __init__(self) -> None:
        super().__init__("Only customers who have bought this can review it.", path=("productId",))


class AlreadyReviewed(DomainError):
    """The customer has a review of this product already."""

    kind = Kind.CONFLICT
    code = "ALREADY_REVIEWED"

    def __init__(self) -> None:
        super().__init__("You have reviewed this already. Change your review instead.", path=("productId",))


class EditingOver(DomainError):
    """The review is too old to be changed; it can still be taken back."""

    kind = Kind.CONFLICT
    code = "REVIEW_EDITING_OVER"

    def __init__(self, *, days: int) -> None:
        super().__init__(f"A review can be changed for {days} days.")


class OwnReview(DomainError):
    """Nobody finds their own review helpful."""

    kind = Kind.DENIED
    code = "REVIEW_IS_YOURS"

    def __init__(self) -> None:
        super().__init__("You can't vote for your own review.")


class OwnHouse(DomainError):
    """Nobody praises what the house they work for sells."""

    kind = Kind.DENIED
    code = "REVIEW_OF_OWN_HOUSE"

    def __init__(self) -> None:
        super().__init__("You work for the house that sells this.")


class ModerationRefused(DomainError):
    """The review is in that state already."""

    kind = Kind.CONFLICT
    code = "REVIEW_MODERATION_REFUSED"

    def __init__(self, *, state: str) -> None:
        super().__init__(f"This review is {state} already.")
        self.state = state
