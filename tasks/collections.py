"""Reactions that keep collections with a rule filled."""

from domains.catalogue.collections.services import fill_collections as filling
from domains.common.clock import utc_now
from tasks.table import Happened


def fill_collections(happened: Happened) -> None:
    """Put the product into the collections it now belongs to."""
    filling.fill_collections(product_ids=[happened.id("product_id")], now=utc_now())


def follow_stock(happened: Happened) -> None:
    """A variant sold out or came back: put its product into the collections that ask for stock, or take it out."""
    filling.follow_stock(variant_id=happened.id("variant_id"), now=utc_now())


def rebuild_collection(happened: Happened) -> None:
    """Write the next chunk of a collection's members; a chunk and the event that has the next one done are one."""
    filling.rebuild_chunk(
        collection_id=happened.id("collection_id"), version=happened.payload["version"], now=utc_now()
    )
