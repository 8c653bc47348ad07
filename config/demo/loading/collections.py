"""The demo's collections, filled as the worker would fill them."""

from datetime import datetime, timedelta

from config.demo.tables.collections import COLLECTIONS
from domains.catalogue.collections.services.fill_collections import rebuild_chunk
from domains.catalogue.collections.services.keep_collections import arrange_collection, create_collection
from domains.catalogue.models import Product
from domains.catalogue.scopes import sellable

_PICKS = 12


def open_collections(*, now: datetime) -> None:
    """Make the collections and put their products into them. Inside the caller's transaction."""
    for position, (slug, title, description, rule) in enumerate(COLLECTIONS):
        made = create_collection(
            title=title,
            slug=slug,
            description=description,
            position=position,
            rule=rule,
            # A clock that is a little behind shows them as well.
            shown_from=now - timedelta(days=1),
            now=now,
        )
        if rule is None:
            # Ids are drawn: by them the picks are as mixed as the catalogue.
            picks = Product.objects.filter(sellable(at=now), created_at__lt=now).order_by("id")[:_PICKS]
            arrange_collection(collection_id=made.id, product_ids=[product.id for product in picks])
            continue
        while rebuild_chunk(collection_id=made.id, version=made.version, now=now):
            pass
