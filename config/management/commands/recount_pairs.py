"""Count anew what is bought together, from all orders."""

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from domains.catalogue.models import Product
from domains.orders.models import Order
from domains.search.services.count_pairs import mend_pairs, recount_orders

_BATCH = 500


class Command(BaseCommand):
    """Each batch is a commit, and a repeat changes nothing: it may be stopped, and orders may come in meanwhile."""

    help = "Count from all orders which products are bought together, in batches, and mend what was counted wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--batch", type=int, default=_BATCH, help=f"rows at once ({_BATCH})")

    def handle(self, *args: Any, **options: Any) -> None:
        """First the orders, then the pairs of each product."""
        batch, wrong = max(options["batch"], 1), 0

        def mend(after: UUID | None) -> Sequence[UUID]:
            nonlocal wrong
            product_ids, mended = mend_pairs(after=after, limit=batch)
            wrong += mended
            return product_ids

        orders = self._each(
            lambda after: recount_orders(after=after, limit=batch), whole=Order.objects.count(), what="orders"
        )
        self._each(mend, whole=Product.objects.count(), what="products")
        self.stdout.write(f"{orders:,} orders counted, {wrong:,} pairs mended.")

    def _each(self, batch: Callable[[UUID | None], Sequence[UUID]], *, whole: int, what: str) -> int:
        """Do all batches and tell of each; gives how many rows there were."""
        done, last = 0, None
        while ids := batch(last):
            done, last = done + len(ids), ids[-1]
            self.stdout.write(f"{done:,} of {max(whole, done):,} {what}")
        return done
