"""Reactions that keep the search documents current."""

from domains.common.clock import utc_now
from domains.search.services import index_products
from tasks.table import Happened


def index_product(happened: Happened) -> None:
    """Bring the product's document up to date."""
    index_products.index_products(product_ids=[happened.id("product_id")], now=utc_now())


def index_vendor(happened: Happened) -> None:
    """Bring the documents of the vendor's products up to date."""
    index_products.index_vendor(vendor_id=happened.id("vendor_id"), now=utc_now())
