"""Rules of stock and of orders."""

from config.audit.invariant import Invariant

STOCK = (
    Invariant(
        id="I-04a",
        rule="On hand is the sum of a level's movements.",
        sql="""
        SELECT l.id, l.on_hand, coalesce(sum(m.delta), 0) AS moved
        FROM inventory_level l LEFT JOIN inventory_movement m ON m.level_id = l.id
        GROUP BY l.id HAVING l.on_hand <> coalesce(sum(m.delta), 0)
        """,
    ),
    Invariant(
        id="I-04b",
        rule="Reserved is the sum of a level's open reservations.",
        sql="""
        SELECT l.id, l.reserved, coalesce(sum(r.quantity), 0) AS held
        FROM inventory_level l LEFT JOIN inventory_reservation r ON r.level_id = l.id AND r.state = 'open'
        GROUP BY l.id HAVING l.reserved <> coalesce(sum(r.quantity), 0)
        """,
    ),
    Invariant(
        id="I-05a",
        rule="Nothing is promised that is not on hand.",
        sql="SELECT id, on_hand, reserved FROM inventory_level WHERE reserved < 0 OR reserved > on_hand",
    ),
    Invariant(
        id="I-05b",
        rule="What left the shelves for a purchase, and came back, is what its order says.",
        sql="""
        SELECT coalesce(ordered.variant_id, moved.variant_id) AS variant_id,
               coalesce(ordered.purchase_id, moved.purchase_id) AS purchase_id,
               coalesce(ordered.units, 0) AS ordered, coalesce(moved.units, 0) AS moved
        FROM (
            SELECT o.purchase_id, l.variant_id, sum(l.quantity) FILTER (WHERE v.state <> 'cancelled') AS units
            FROM orders_line l
            JOIN orders_order o ON o.id = l.order_id
            JOIN orders_vendor_order v ON v.id = l.vendor_order_id
            GROUP BY o.purchase_id, l.variant_id
        ) AS ordered
        FULL JOIN (
            SELECT coalesce(o.purchase_id, p.id) AS purchase_id, s.variant_id, -sum(m.delta) AS units
            FROM inventory_movement m
            JOIN inventory_level s ON s.id = m.level_id
            LEFT JOIN orders_purchase p ON m.reason = 'sold' AND p.id::text = m.reference
            LEFT JOIN orders_vendor_order v ON m.reason IN ('cancelled', 'returned') AND v.id::text = m.reference
            LEFT JOIN orders_order o ON o.id = v.order_id
            WHERE m.reason IN ('sold', 'cancelled', 'returned')
            GROUP BY 1, s.variant_id
        ) AS moved ON moved.purchase_id = ordered.purchase_id AND moved.variant_id = ordered.variant_id
        WHERE coalesce(ordered.units, 0) <> coalesce(moved.units, 0)
        """,
    ),
    Invariant(
        id="I-06",
        rule="A purchase that is over holds nothing, and no hold outlives its time by more than a minute.",
        sql="""
        SELECT r.id, r.purchase_id, r.quantity, r.expires_at, p.state
        FROM inventory_reservation r LEFT JOIN orders_purchase p ON p.id = r.purchase_id
        WHERE r.state = 'open'
          AND (p.state IS DISTINCT FROM 'prepared' OR r.expires_at < now() - interval '60 seconds')
        """,
    ),
)

ORDERS = (
    Invariant(
        id="I-09a",
        rule="An order's state follows from its parts.",
        sql="""
        SELECT o.number, o.state, parts.follows
        FROM orders_order o
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN bool_and(state = 'cancelled') THEN 'cancelled'
                WHEN bool_and(state IN ('cancelled', 'fulfilled')) THEN 'fulfilled'
                WHEN bool_or(state = 'cancelled') THEN 'partly_cancelled'
                ELSE 'placed' END AS follows
            FROM orders_vendor_order WHERE order_id = o.id
        ) AS parts
        WHERE o.state <> parts.follows
        """,
    ),
    Invariant(
        id="I-09b",
        rule="A timeline begins with the order's placing, and tells of every part that was cancelled.",
        sql="""
        SELECT o.number, 'placed' AS missing FROM orders_order o
        WHERE NOT EXISTS (SELECT 1 FROM orders_timeline t WHERE t.order_id = o.id AND t.kind = 'placed')
        UNION ALL
        SELECT v.number, 'vendor_order_cancelled' FROM orders_vendor_order v
        WHERE v.state = 'cancelled' AND NOT EXISTS (
            SELECT 1 FROM orders_timeline t WHERE t.vendor_order_id = v.id AND t.kind = 'vendor_order_cancelled')
        """,
    ),
    Invariant(
        id="I-12",
        rule="A purchase is placed when it has an order, and only then, and costs what its quote says.",
        sql="""
        SELECT p.id, p.state, o.number, p.total_minor, (p.quote->>'total_minor')::bigint AS quoted,
               o.total_minor AS ordered
        FROM orders_purchase p LEFT JOIN orders_order o ON o.purchase_id = p.id
        WHERE (p.state = 'placed') <> (o.id IS NOT NULL)
           OR p.total_minor <> (p.quote->>'total_minor')::bigint
           OR p.total_minor <> coalesce(o.total_minor, p.total_minor)
        """,
    ),
    Invariant(
        id="I-16",
        rule="A line costs its unit price times its quantity, in its order's currency, and says what was quoted.",
        sql="""
        SELECT l.id, l.title, l.unit_price_minor, l.quantity, l.total_minor, l.currency
        FROM orders_line l
        JOIN orders_order o ON o.id = l.order_id
        JOIN orders_purchase p ON p.id = o.purchase_id
        WHERE l.total_minor <> l.unit_price_minor * l.quantity OR l.currency <> o.currency
           OR NOT EXISTS (
               SELECT 1 FROM jsonb_path_query(p.quote, '$.groups[*].lines[*]') AS quoted
               WHERE (quoted->>'variant_id')::uuid = l.variant_id AND quoted->>'title' = l.title
                 AND (quoted->>'unit_price_minor')::bigint = l.unit_price_minor
                 AND (quoted->>'quantity')::int = l.quantity)
        """,
    ),
    Invariant(
        id="I-17",
        rule="An order's total is the sum of its lines and deliveries.",
        sql="""
        SELECT o.number, o.total_minor, lines.minor AS lines, deliveries.minor AS deliveries
        FROM orders_order o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(total_minor), 0) AS minor FROM orders_line WHERE order_id = o.id) AS lines
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(delivery_minor), 0) AS minor FROM orders_vendor_order WHERE order_id = o.id
        ) AS deliveries
        WHERE o.total_minor <> lines.minor + deliveries.minor OR o.subtotal_minor <> lines.minor
        """,
    ),
    Invariant(
        id="I-19a",
        rule="A part's amounts and commission are the sums of its lines'.",
        sql="""
        SELECT v.number, v.subtotal_minor, lines.minor AS lines, v.commission_minor, lines.commission
        FROM orders_vendor_order v
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(total_minor), 0) AS minor, coalesce(sum(commission_minor), 0) AS commission
            FROM orders_line WHERE vendor_order_id = v.id
        ) AS lines
        WHERE v.subtotal_minor <> lines.minor OR v.commission_minor <> lines.commission
           OR v.total_minor <> v.subtotal_minor + v.delivery_minor
        """,
    ),
    Invariant(
        id="I-19b",
        rule="Each line is in a part of its own order.",
        sql="""
        SELECT l.id, l.order_id, v.order_id AS order_of_its_part
        FROM orders_line l LEFT JOIN orders_vendor_order v ON v.id = l.vendor_order_id
        WHERE v.order_id IS DISTINCT FROM l.order_id
        """,
    ),
)

EVENTS = (
    Invariant(
        id="I-20a",
        rule="Every event is dispatched within a minute.",
        sql="""
        SELECT id, name, aggregate, recorded_at FROM outbox_event
        WHERE dispatched_at IS NULL AND recorded_at < now() - interval '60 seconds'
        """,
    ),
    Invariant(
        id="I-20b",
        rule="No reaction is given up, and none waits for more than a minute past its time.",
        sql="""
        SELECT d.id, d.reaction, d.aggregate, d.state, d.attempts, d.due_at, d.last_error FROM outbox_delivery d
        WHERE d.state = 'dead' OR (d.state = 'pending' AND d.due_at < now() - interval '60 seconds'
                                   AND coalesce(d.leased_until, d.due_at) < now() - interval '60 seconds')
        """,
    ),
)
