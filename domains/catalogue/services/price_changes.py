"""What is told of prices that were added or taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from domains.catalogue.events import PriceChanged
from domains.catalogue.models import Price


def price_changes(rows: Iterable[Price], *, product_of: Mapping[UUID, UUID]) -> list[PriceChanged]:
    """One event per product, in the order of the rows; `product_of` knows the product of each variant."""
    by_product: defaultdict[UUID, list[Price]] = defaultdict(list)
    for row in rows:
        by_product[product_of[row.variant_id]].append(row)
    return [
        PriceChanged(
            product_id=product_id,
            variant_ids=tuple(sorted({row.variant_id for row in changed})),
            valid_from=min(row.valid_from for row in changed),
        )
        for product_id, changed in by_product.items()
    ]
