"""Carts, saved carts, wishlists and views of somebody."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "carts": """
        SELECT c.state, c.currency, c.email, c.address, c.created_at, c.updated_at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('product', p.title, 'sku', x.sku, 'quantity', l.quantity)
                                          ORDER BY l.id), '[]')
                FROM checkout_cart_line l
                JOIN catalogue_variant x ON x.id = l.variant_id JOIN catalogue_product p ON p.id = x.product_id
                WHERE l.cart_id = c.id) AS lines
        FROM checkout_cart c WHERE c.owner_kind = 'customer' AND c.owner_id = %(user_id)s ORDER BY c.id
    """,
    "saved_carts": """
        SELECT s.name, s.currency, s.created_at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('product', p.title, 'sku', x.sku, 'quantity', l.quantity,
                                                             'price_minor', l.price_minor)
                                          ORDER BY l.position, l.id), '[]')
                FROM checkout_saved_cart_line l
                JOIN catalogue_variant x ON x.id = l.variant_id JOIN catalogue_product p ON p.id = x.product_id
                WHERE l.saved_cart_id = s.id) AS lines
        FROM checkout_saved_cart s WHERE s.owner_kind = 'customer' AND s.owner_id = %(user_id)s ORDER BY s.id
    """,
    "wishlists": """
        SELECT w.name, w.shared_by, w.share_token IS NOT NULL AS is_shared, w.created_at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('product', p.title, 'added_at', i.added_at)
                                          ORDER BY i.id), '[]')
                FROM checkout_wishlist_item i JOIN catalogue_product p ON p.id = i.product_id
                WHERE i.wishlist_id = w.id) AS items
        FROM checkout_wishlist w WHERE w.owner_kind = 'customer' AND w.owner_id = %(user_id)s ORDER BY w.id
    """,
    "recently_viewed": """
        SELECT p.title, v.viewed_at FROM checkout_product_view v JOIN catalogue_product p ON p.id = v.product_id
        WHERE v.owner_kind = 'customer' AND v.owner_id = %(user_id)s ORDER BY v.viewed_at
    """,
}
