"""The rows of what demo customers want to be told of."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import F, Sum

from config.demo.dice import identify, roll
from config.demo.loading.targets import ALERTS, Row, Target
from config.demo.values import AccountKind, DemoAccount
from domains.catalogue.models import PriceRange, Product, Variant
from domains.catalogue.scopes import published

_SHARE = 3
_TENTH_OFF = 0.9


def alert_rows(*, seed: int, accounts: Sequence[DemoAccount], now: datetime) -> Iterator[tuple[Target, Row]]:
    """Every third customer waits for a sold-out variant and for a tenth off a price."""
    customers = [account.id for account in accounts if account.kind is AccountKind.CUSTOMER][::_SHARE]
    shown = Product.objects.filter(published(at=now))
    empty = (
        Variant.objects.filter(product__in=shown, is_active=True)
        .annotate(left=Sum(F("stock_levels__on_hand") - F("stock_levels__reserved")))
        .filter(left=0)
    )
    sold_out = list(empty.order_by("id").values_list("id", "product_id")[: 4 * len(customers)])
    prices = PriceRange.objects.filter(product__in=shown, currency="NGN", valid_from__lte=now, valid_until=None)
    priced = list(prices.order_by("product_id").values_list("product_id", "lowest_minor")[: 4 * len(customers)])
    for customer_id in customers:
        dice = roll(seed, "alerts", customer_id)
        if sold_out:
            variant_id, product_id = dice.choice(sold_out)
            key = identify(seed, "stock alert", customer_id)
            yield ALERTS, (key, "stock", customer_id, "", b"", product_id, variant_id, "", None, None, now, now)
        if priced:
            product_id, lowest = dice.choice(priced)
            key, target = identify(seed, "price alert", customer_id), int(lowest * _TENTH_OFF)
            yield ALERTS, (key, "price", customer_id, "", b"", product_id, None, "NGN", lowest, target, now, now)
