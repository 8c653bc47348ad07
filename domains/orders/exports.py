"""Orders of somebody, with what was in them and what became of them."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "orders": """
        SELECT o.number, o.state, o.email, o.address, o.currency, o.subtotal_minor, o.delivery_minor, o.total_minor,
               o.placed_at,
               (SELECT jsonb_agg(jsonb_build_object(
                    'number', v.number, 'vendor', s.name, 'state', v.state, 'delivery', v.delivery_method,
                    'total_minor', v.total_minor, 'cancelled_because', v.cancelled_because) ORDER BY v.number)
                FROM orders_vendor_order v JOIN vendors_vendor s ON s.id = v.vendor_id
                WHERE v.order_id = o.id) AS parts,
               (SELECT jsonb_agg(jsonb_build_object(
                    'title', l.title, 'sku', l.sku, 'options', l.options, 'quantity', l.quantity,
                    'unit_price_minor', l.unit_price_minor, 'total_minor', l.total_minor) ORDER BY l.position)
                FROM orders_line l WHERE l.order_id = o.id) AS lines,
               (SELECT jsonb_agg(jsonb_build_object('kind', t.kind, 'facts', t.facts, 'at', t.happened_at)
                                 ORDER BY t.happened_at, t.id)
                FROM orders_timeline t WHERE t.order_id = o.id) AS timeline,
               (SELECT jsonb_agg(jsonb_build_object(
                    'state', a.state, 'captured_minor', a.captured_minor, 'refunded_minor', a.refunded_minor)
                    ORDER BY a.id)
                FROM payments_attempt a WHERE a.purchase_id = o.purchase_id) AS payments
        FROM orders_order o WHERE o.owner_kind = 'customer' AND o.owner_id = %(user_id)s ORDER BY o.placed_at, o.id
    """,
}
