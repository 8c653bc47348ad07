"""The one statement that reads a whole cart as it is stored, for writes and for reads."""

import json
from typing import Any
from uuid import UUID

from domains.checkout.cart_view import StoredCart, StoredLine
from domains.common.money import Money

_CONTENTS = """
SELECT cart.id, cart.version, cart.currency, cart.email, cart.address::text,
       (
           SELECT json_agg(
               json_build_array(
                   line.id, line.variant_id, product.id, product.vendor_id, line.quantity, line.seen_price_minor
               )
               ORDER BY line.added_at, line.id
           )::text
           FROM checkout_cart_line AS line
           JOIN catalogue_variant AS variant ON variant.id = line.variant_id
           JOIN catalogue_product AS product ON product.id = variant.product_id
           WHERE line.cart_id = cart.id
       ),
       (
           SELECT json_object_agg(delivery.vendor_id, delivery.method_id)::text
           FROM checkout_cart_delivery AS delivery
           WHERE delivery.cart_id = cart.id
       ),
       cart.email_reminder_agreed_at IS NOT NULL
FROM checkout_cart AS cart
"""
CONTENTS_BY_ID_SQL = _CONTENTS + "WHERE cart.id = %s"
CONTENTS_BY_IDS_SQL = _CONTENTS + "WHERE cart.id = ANY(%s) AND cart.state = 'open'"
CONTENTS_BY_OWNER_SQL = _CONTENTS + "WHERE cart.owner_id = %s AND cart.owner_kind = %s AND cart.state = 'open'"


def contents_from(row: tuple[Any, ...]) -> StoredCart:
    """The cart of a row of either statement."""
    cart_id, version, currency, email, address, lines, chosen, remind_me = row
    return StoredCart(
        cart_id=cart_id,
        version=version,
        currency=currency,
        email=email,
        address=json.loads(address) if address else None,
        lines=tuple(_line(line, currency) for line in json.loads(lines or "[]")),
        chosen={UUID(vendor_id): UUID(method_id) for vendor_id, method_id in json.loads(chosen or "{}").items()},
        remind_me=remind_me,
    )


def _line(line: list[Any], currency: str) -> StoredLine:
    line_id, variant_id, product_id, vendor_id, quantity, seen_price_minor = line
    return StoredLine(
        line_id=UUID(line_id),
        variant_id=UUID(variant_id),
        product_id=UUID(product_id),
        vendor_id=UUID(vendor_id),
        quantity=quantity,
        seen_price=Money(seen_price_minor, currency),
    )
