"""Rules of what is kept for search and recommendations."""

from config.audit.invariant import Invariant

DISCOVERY = (
    Invariant(
        id="S-01",
        rule="Two products are bought together as often as the orders say that were counted with both.",
        sql="""
        SELECT product_id, other_id, pair.times, counted.times AS counted
        FROM search_bought_together AS pair
        FULL JOIN (
            SELECT one.id AS product_id, other.id AS other_id, count(*) AS times
            FROM search_counted_order AS counted
            CROSS JOIN LATERAL unnest(counted.product_ids) AS one (id)
            CROSS JOIN LATERAL unnest(counted.product_ids) AS other (id)
            JOIN catalogue_product AS product ON product.id = one.id
            JOIN catalogue_product AS beside ON beside.id = other.id
            WHERE one.id <> other.id
            GROUP BY one.id, other.id
        ) AS counted USING (product_id, other_id)
        WHERE pair.times IS DISTINCT FROM counted.times
        """,
    ),
    Invariant(
        id="S-02",
        # Those whose event is on its way are late, not wrong; I-20 sees to that.
        rule="An order is counted with no product of a cancelled part.",
        sql="""
        SELECT DISTINCT counted.order_id, line.product_id
        FROM orders_vendor_order AS part
        JOIN orders_line AS line ON line.vendor_order_id = part.id
        JOIN search_counted_order AS counted
            ON counted.order_id = line.order_id AND line.product_id = ANY(counted.product_ids)
        WHERE part.state = 'cancelled' AND NOT EXISTS (
            SELECT FROM outbox_event AS event
            WHERE event.aggregate = 'order:' || counted.order_id AND event.dispatched_at IS NULL
        ) AND NOT EXISTS (
            SELECT FROM outbox_delivery AS delivery
            WHERE delivery.aggregate = 'order:' || counted.order_id AND delivery.state = 'pending'
              AND delivery.reaction = 'count_pairs'
        )
        """,
    ),
)
