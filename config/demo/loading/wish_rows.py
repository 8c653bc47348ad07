"""The rows of what demo customers wish for."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from config.demo.dice import identify, roll, some
from config.demo.loading.targets import WISHES, WISHLISTS, Row, Target
from config.demo.values import AccountKind, DemoAccount

_NAMES = ("Wedding guest", "For the office", "Gifts")
_FEWEST, _MOST = 3, 9


def wish_rows(
    *, seed: int, accounts: Sequence[DemoAccount], products: Sequence[UUID], now: datetime
) -> Iterator[tuple[Target, Row]]:
    """A default list per customer, and a named one for every third."""
    customers = [account for account in accounts if account.kind is AccountKind.CUSTOMER]
    for number, customer in enumerate(customers):
        names = ("Wishlist", _NAMES[number % len(_NAMES)]) if number % 3 == 0 else ("Wishlist",)
        for index, name in enumerate(names):
            dice = roll(seed, "wishlist", customer.id, index)
            list_id = identify(seed, "wishlist", customer.id, index)
            yield WISHLISTS, (list_id, "customer", customer.id, name, index == 0, "", now)
            for product_id in some(dice, products, dice.randint(_FEWEST, _MOST)):
                yield WISHES, (identify(seed, "wish", list_id, product_id), list_id, product_id, now)
