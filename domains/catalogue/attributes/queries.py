"""Reads of attributes, native async: one statement per batch, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from domains.catalogue.attributes.rows import AttributeRow, attribute_row
from domains.common.db import fetch_tuples

_BY_PRODUCT_ID = """
    SELECT
        product.id, said.key, said.value::json, attribute.name, attribute.kind, attribute.unit,
        (
            SELECT json_agg(json_build_array(choice.code, choice.name) ORDER BY choice.position)
            FROM catalogue_attribute_choice AS choice
            WHERE choice.attribute_id = attribute.id AND said.value ? choice.code
        )
    FROM catalogue_product AS product
    CROSS JOIN LATERAL jsonb_each(product.attributes) AS said
    LEFT JOIN catalogue_attribute AS attribute ON attribute.code = said.key
    WHERE product.id = ANY(%s)
    ORDER BY product.id, attribute.position, attribute.name, said.key
"""


async def attributes_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, list[AttributeRow]]:
    """What each product says: by its attributes in their order, and then in its vendor's own words."""
    grouped: defaultdict[UUID, list[AttributeRow]] = defaultdict(list)
    for product_id, *said in await fetch_tuples(_BY_PRODUCT_ID, [list(product_ids)]):
        grouped[product_id].append(attribute_row(*said))
    return grouped
