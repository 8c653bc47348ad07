"""Reactions that keep the search documents current."""

from domains.common.clock import utc_now
from domains.search.embedding.embedder import current_embedder
from domains.search.services import count_pairs as counting
from domains.search.services import index_products
from domains.search.services.embed_products import embed_products
from domains.search.services.index_facets import index_facets_of_variant
from domains.search.services.index_translations import index_translated
from tasks.table import Happened


def index_product(happened: Happened) -> None:
    """Bring the product's document up to date."""
    index_products.index_products(product_ids=[happened.id("product_id")], now=utc_now())


def refresh_facets(happened: Happened) -> None:
    """A variant sold out or came back: facets count what can be bought."""
    index_facets_of_variant(variant_id=happened.id("variant_id"))


def index_category(happened: Happened) -> None:
    """Bring the documents of the category's products up to date."""
    index_products.index_category(category_id=happened.id("category_id"), now=utc_now())


def index_vendor(happened: Happened) -> None:
    """Bring the documents of the vendor's products up to date."""
    index_products.index_vendor(vendor_id=happened.id("vendor_id"), now=utc_now())


def index_attribute(happened: Happened) -> None:
    """Bring the documents of products that say the attribute up to date."""
    index_products.index_attribute(code=happened.payload["code"], now=utc_now())


def index_translation(happened: Happened) -> None:
    """Bring what is searched in other languages of all that is called so up to date."""
    index_translated(kind=happened.payload["kind"], target=happened.payload["target"], now=utc_now())


def embed_product(happened: Happened) -> None:
    """Bring the product's vector up to date; the embedder may be a service elsewhere."""
    embed_products(product_ids=[happened.id("product_id")], embedder=current_embedder(), now=utc_now())


def count_pairs(happened: Happened) -> None:
    """Count what was bought together, or no longer what was cancelled."""
    counting.count_pairs(order_ids=[happened.id("order_id")])
