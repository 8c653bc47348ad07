"""What may go wrong on the way from a cart to a purchase."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domains.checkout.problems import LineProblem
from domains.common.errors import DomainError, InvalidInput, Kind, SeveralErrors
from domains.common.money import Money


class QuantityOutOfRange(InvalidInput):
    """A line holds 1 to 99 units."""

    code = "QUANTITY_OUT_OF_RANGE"

    def __init__(self) -> None:
        super().__init__("Choose a quantity from 1 to 99.", path=("quantity",))


class CartFull(DomainError):
    """The cart has as many lines as it may."""

    kind = Kind.CONFLICT
    code = "CART_FULL"

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"A cart holds up to {limit} different items.", path=("variantId",))


class VariantUnavailable(DomainError):
    """The variant can't be bought: it does not exist, is not published, or has no price in the cart's currency."""

    kind = Kind.MISSING
    code = "VARIANT_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__("That item is not available.", path=("variantId",))


class InsufficientStock(DomainError):
    """There are fewer units than wanted."""

    kind = Kind.CONFLICT
    code = "INSUFFICIENT_STOCK"

    def __init__(self, *, variant_id: UUID, wanted: int, available: int) -> None:
        message = f"Only {available} of that item are left." if available else "That item is sold out."
        super().__init__(message, path=("quantity",))
        self.variant_id = variant_id
        self.wanted = wanted
        self.available = available


class CurrencyFixed(DomainError):
    """A cart with lines keeps the currency it began with."""

    kind = Kind.CONFLICT
    code = "CURRENCY_FIXED"

    def __init__(self, *, currency: str) -> None:
        super().__init__(f"Your cart is in {currency}. Empty it to shop in another currency.", path=("currency",))
        self.currency = currency


class MethodNotOffered(DomainError):
    """The vendor has no lines in the cart, or does not ship them in this way to its address."""

    kind = Kind.CONFLICT
    code = "METHOD_NOT_OFFERED"

    def __init__(self) -> None:
        super().__init__("That way of delivery is not offered for this order.", path=("methodId",))


class CartClosed(DomainError):
    """The cart became an order or went into another cart."""

    kind = Kind.CONFLICT
    code = "CART_CLOSED"

    def __init__(self) -> None:
        super().__init__("This cart is closed.")


class CartEmpty(DomainError):
    """There is nothing in the cart."""

    kind = Kind.CONFLICT
    code = "CART_EMPTY"

    def __init__(self) -> None:
        super().__init__("Your cart is empty.", path=("lines",))


class EmailMissing(DomainError):
    """Nobody could be told about the order."""

    code = "EMAIL_MISSING"

    def __init__(self) -> None:
        super().__init__("Please enter your email address.", path=("email",))


class RemindersArePreferences(InvalidInput):
    """A customer asked to be reminded of one cart; they choose that once for all carts."""

    code = "REMINDERS_ARE_PREFERENCES"

    def __init__(self) -> None:
        super().__init__("Switch reminders on in your preferences.", path=("remindMe",))


class AddressMissing(DomainError):
    """There is nowhere to ship to."""

    code = "ADDRESS_MISSING"

    def __init__(self) -> None:
        super().__init__("Please enter the delivery address.", path=("address",))


class DeliveryMissing(DomainError):
    """No offered way of delivery is chosen for a vendor's lines."""

    code = "DELIVERY_MISSING"

    def __init__(self, *, vendor_id: UUID, vendor_name: str) -> None:
        super().__init__(f"Please choose a delivery for {vendor_name}.", path=("delivery", str(vendor_id)))
        self.vendor_id = vendor_id


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A line that can't be bought as it stands, and why."""

    line_id: UUID
    variant_id: UUID
    problems: tuple[LineProblem, ...]


class LineProblems(DomainError):
    """Some lines can't be bought as they stand; `lines` has all of them."""

    kind = Kind.CONFLICT
    code = "LINE_PROBLEMS"

    def __init__(self, *, lines: Sequence[ProblemLine]) -> None:
        super().__init__("Some items in your cart have changed.", path=("lines",))
        self.lines = tuple(lines)


class TotalChanged(DomainError):
    """The total is no longer the one the shopper agreed to."""

    kind = Kind.CONFLICT
    code = "TOTAL_CHANGED"

    def __init__(self, *, expected_minor: int, total: Money) -> None:
        super().__init__(f"The total is now {total}. Please confirm it.", path=("expectedTotalMinor",))
        self.expected_minor = expected_minor
        self.total = total


class CartNotReady(SeveralErrors):
    """The cart can't be paid for yet; `errors` has everything that is missing."""

    kind = Kind.CONFLICT
    code = "CART_NOT_READY"


class TooManyWishlists(DomainError):
    """The owner has as many lists as anybody may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_WISHLISTS"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"You can have {most} wishlists.")


class WishlistFull(DomainError):
    """The list holds as much as a list may hold."""

    kind = Kind.CONFLICT
    code = "WISHLIST_FULL"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A wishlist holds {most} things.")


class DefaultWishlistStays(DomainError):
    """The default list takes what is wished for without naming a list; it can be emptied and renamed only."""

    kind = Kind.CONFLICT
    code = "DEFAULT_WISHLIST_STAYS"

    def __init__(self) -> None:
        super().__init__("Your first wishlist can't be deleted.")


class TooManySavedCarts(DomainError):
    """The owner has as many saved carts as anybody may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_SAVED_CARTS"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"You can have {most} saved carts.")
