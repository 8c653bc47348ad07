"""Read the texts that products had under an attribute's name, from before there was the attribute, as values of it."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.attributes.events import AttributeChanged
from domains.catalogue.attributes.holding import APPLIES_SQL, hold_attributes
from domains.catalogue.events import ProductChanged
from domains.catalogue.models import Product
from domains.common.events import record

CHUNK = 1_000

# Products with a text under the attribute's name, and the value it stands for: a choice by its code or its name, a
# number by its digits. What stands for none is not here, and stays as it is.
_MEANT = f"""
    SELECT product.id, attribute.code, CASE attribute.kind
        WHEN 'choice' THEN to_jsonb(chosen.code)
        WHEN 'multi_choice' THEN to_jsonb(ARRAY[chosen.code])
        WHEN 'boolean' THEN to_jsonb(said.text IN ('yes', 'true'))
        ELSE to_jsonb(said.number)
    END AS value
    FROM catalogue_attribute AS attribute
    JOIN catalogue_product AS product ON jsonb_typeof(product.attributes -> attribute.code) = 'string'
    JOIN catalogue_category AS category ON category.id = product.category_id
    CROSS JOIN LATERAL (
        SELECT
            lower(product.attributes ->> attribute.code) AS text,
            CASE
                WHEN product.attributes ->> attribute.code ~ '^-?[0-9]{{1,9}}([.][0-9]{{1,3}})?$'
                THEN (product.attributes ->> attribute.code)::numeric
            END AS number
    ) AS said
    LEFT JOIN LATERAL (
        SELECT choice.code
        FROM catalogue_attribute_choice AS choice
        WHERE choice.attribute_id = attribute.id AND said.text IN (choice.code, lower(choice.name))
        ORDER BY choice.code <> said.text, choice.position
        LIMIT 1
    ) AS chosen ON true
    WHERE attribute.id = %(attribute_id)s AND {APPLIES_SQL} AND CASE attribute.kind
        WHEN 'choice' THEN chosen.code <> product.attributes ->> attribute.code
        WHEN 'multi_choice' THEN chosen.code IS NOT NULL
        WHEN 'boolean' THEN said.text IN ('yes', 'true', 'no', 'false')
        WHEN 'number' THEN said.number BETWEEN coalesce(attribute.lowest, said.number)
            AND coalesce(attribute.highest, said.number)
        ELSE false
    END
"""  # noqa: S608 - constants only
_FIND = f"SELECT meant.id FROM ({_MEANT}) AS meant ORDER BY meant.id LIMIT %(most)s"  # noqa: S608
_ADOPT = f"""
    UPDATE catalogue_product AS adopting
    SET attributes = jsonb_set(adopting.attributes, ARRAY[meant.code::text], meant.value)
    FROM ({_MEANT} AND product.id = ANY(%(product_ids)s)) AS meant
    WHERE adopting.id = meant.id
    RETURNING adopting.id
"""  # noqa: S608


def adopt_texts(*, attribute_id: UUID, code: str, chunk: int = CHUNK) -> int:
    """Read the texts of up to `chunk` products, and have those of the rest read after them; tell how many were.

    Nothing is lost: a text that is no value of the attribute stays what it was.
    """
    with transaction.atomic():
        found = _ids(_FIND, {"attribute_id": attribute_id, "most": chunk})
        if not found:
            return 0
        # Products before attributes, as everybody who writes products; and what is read is read again under the locks.
        locked = Product.objects.select_for_update(no_key=True).filter(id__in=found).order_by("id")
        product_ids = list(locked.values_list("id", flat=True))
        hold_attributes(alone=False)
        adopted = _ids(_ADOPT, {"attribute_id": attribute_id, "product_ids": product_ids})
        record(*(ProductChanged(product_id=product_id) for product_id in sorted(adopted)))
        if len(found) == chunk:
            record(AttributeChanged(attribute_id=attribute_id, code=code))
    return len(adopted)


def _ids(sql: str, params: dict[str, Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [product_id for (product_id,) in cursor.fetchall()]
