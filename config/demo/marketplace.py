"""The whole demo marketplace of a seed: small parts at once, products as a stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from config.demo.accounts import invite_accounts
from config.demo.categories import grow_categories
from config.demo.products import Tailor
from config.demo.values import DemoAccount, DemoCategory, DemoProduct, DemoVendor
from config.demo.vendors import open_vendors

SEED = 2026


@dataclass(frozen=True)
class Marketplace:
    """A marketplace that follows from its seed, its scale and `now` (the moment its sales are arranged around)."""

    now: datetime
    seed: int = SEED
    scale: int = 1

    @cached_property
    def categories(self) -> tuple[DemoCategory, ...]:
        return grow_categories(seed=self.seed)

    def vendors(self) -> Iterator[DemoVendor]:
        return open_vendors(seed=self.seed, now=self.now, scale=self.scale)

    def collections(self) -> Iterator[tuple[DemoVendor, tuple[DemoProduct, ...]]]:
        """Each vendor with its products; only one vendor's products are held at a time."""
        category_ids = {category.slug: category.id for category in self.categories}
        tailor = Tailor(seed=self.seed, now=self.now, category_ids=category_ids)
        for vendor in self.vendors():
            yield vendor, tuple(tailor.make_collection(vendor))

    def products(self) -> Iterator[DemoProduct]:
        for _, products in self.collections():
            yield from products

    def accounts(self) -> Iterator[DemoAccount]:
        return invite_accounts(seed=self.seed, vendors=self.vendors())
