"""Change a product as a revision says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domains.catalogue.events import ProductChanged
from domains.catalogue.models import Product
from domains.catalogue.services.extend_product import extend_product
from domains.catalogue.services.publish_product import ensure_buyable
from domains.catalogue.services.show_pictures import show_pictures, show_swatches
from domains.catalogue.services.update_product import switch_variants, update_product
from domains.catalogue.submissions.revisions import additions_of, fields_of, gallery_of, swatches_of, switched_of
from domains.common.events import record


def apply_revision(*, product: Product, changes: Mapping[str, Any], now: datetime) -> None:
    """Have all of it show at once, on a product that the caller holds.

    The world may have moved on since it was offered: raises what adding and switching variants and showing pictures
    raise, and NotReadyToPublish where nothing would be left to buy. Then nothing is changed.
    """
    fields, additions, switched = fields_of(changes), additions_of(changes), switched_of(changes)
    if additions.values or additions.variants:
        extend_product(product=product, additions=additions, now=now)
    if switched:
        switch_variants(product=product, switched=switched)
        ensure_buyable(product)
    if (gallery := gallery_of(changes)) is not None:
        show_pictures(product=product, gallery=gallery, now=now)
    if swatches := swatches_of(changes):
        show_swatches(product=product, swatches=swatches, now=now)
    if fields:
        update_product(product_id=product.id, now=now, **fields)
        return
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    record(ProductChanged(product_id=product.id))
