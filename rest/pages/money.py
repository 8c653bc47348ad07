"""How prices are written on pages."""

from domains.common.money import EXPONENTS, Money

_SIGNS = {"NGN": "₦", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def written(amount: Money) -> str:
    """The amount as the storefront's scripts write it too: ₦155,000 or €87.50."""
    exponent = EXPONENTS[amount.currency]
    major, rest = divmod(amount.minor, 10**exponent)
    sign = _SIGNS.get(amount.currency, f"{amount.currency} ")
    return f"{sign}{major:,}" + (f".{rest:0{exponent}d}" if rest else "")
