"""How much of a thing a cart takes."""

from domains.checkout.errors import QuantityOutOfRange
from domains.common.money import MAX_MINOR, AmountOutOfRange, Money

MAX_QUANTITY = 99
MAX_LINES = 100


def ensure_quantity(quantity: int) -> int:
    """The quantity, a whole number from 1 to 99. Raises QuantityOutOfRange."""
    # bool is an int in Python; `true` units is a bug of the client.
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityOutOfRange
    return quantity


def ensure_payable(unit_price: Money, quantity: int) -> None:
    """Refuse a line so dear that a full cart of such lines would go beyond the largest amount of money."""
    if unit_price.minor * quantity > MAX_MINOR // (MAX_LINES + 1):
        raise AmountOutOfRange("That is more than we can sell at once.", path=("quantity",))
