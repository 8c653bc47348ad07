"""How writes take a product for themselves."""

from collections.abc import Collection
from uuid import UUID

from domains.catalogue.models import Product
from domains.common.errors import NotFound


def locked_product(product_id: UUID) -> Product:
    """The product, locked until the transaction ends. Raises NotFound."""
    [product] = locked_products([product_id])
    return product


def locked_products(product_ids: Collection[UUID]) -> list[Product]:
    """The products, locked by id: two writers that want the same ones in another order would deadlock."""
    wanted = set(product_ids)
    products = list(Product.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id"))
    if len(products) < len(wanted):
        raise NotFound("There is no such product.")
    return products
