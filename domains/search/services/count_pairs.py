"""Count which products are bought together, by orders: each once, with what of it was not cancelled.

For each order it is written down which products it was counted with. Counting takes the difference between that and
what the order has now, so an event that comes twice, late or in another order changes nothing more, and orders from
before there were events are counted by the same function.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.models import Product
from domains.orders.models import Order

# Pairs grow with the square of an order.
MOST_PRODUCTS = 20

# Lines never change: an order of one product never has a pair.
_NOTE = """
    INSERT INTO search_counted_order (order_id, product_ids)
    SELECT line.order_id, '{}'
    FROM orders_line AS line
    WHERE line.order_id = ANY(%(order_ids)s)
    GROUP BY line.order_id
    HAVING count(DISTINCT line.product_id) > 1
    ORDER BY line.order_id
    ON CONFLICT (order_id) DO NOTHING
"""
_HOLD = "SELECT FROM search_counted_order WHERE order_id = ANY(%(order_ids)s) ORDER BY order_id FOR UPDATE"
# A statement of its own after the locks: it sees what whoever held them before has done. Pairs are written in order, so
# that two batches with the same products wait for each other instead of deadlocking.
_COUNT = """
    WITH changed AS MATERIALIZED (
        SELECT counted.order_id, counted.product_ids AS was, bought.product_ids AS present, placed.placed_at
        FROM search_counted_order AS counted
        JOIN orders_order AS placed ON placed.id = counted.order_id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(kept.product_id ORDER BY kept.place), '{}') AS product_ids
            FROM (
                SELECT line.product_id, min(line.position) AS place
                FROM orders_line AS line
                JOIN orders_vendor_order AS part ON part.id = line.vendor_order_id AND part.state <> 'cancelled'
                WHERE line.order_id = counted.order_id
                GROUP BY line.product_id
                ORDER BY place
                LIMIT %(most)s
            ) AS kept
        ) AS bought
        WHERE counted.order_id = ANY(%(order_ids)s) AND counted.product_ids <> bought.product_ids
    ),
    noted AS (
        UPDATE search_counted_order AS counted SET product_ids = changed.present
        FROM changed WHERE counted.order_id = changed.order_id
    ),
    difference AS (
        SELECT one.id AS product_id, other.id AS other_id, sum(side.change) AS change, max(changed.placed_at) AS last_at
        FROM changed
        CROSS JOIN LATERAL (VALUES (changed.present, 1), (changed.was, -1)) AS side (product_ids, change)
        CROSS JOIN LATERAL unnest(side.product_ids) AS one (id)
        CROSS JOIN LATERAL unnest(side.product_ids) AS other (id)
        WHERE one.id <> other.id
        GROUP BY one.id, other.id
        HAVING sum(side.change) <> 0
    )
    INSERT INTO search_bought_together AS pair (product_id, other_id, times, last_at)
    SELECT difference.product_id, difference.other_id, difference.change, difference.last_at
    FROM difference
    JOIN catalogue_product AS product ON product.id = difference.product_id
    JOIN catalogue_product AS other ON other.id = difference.other_id
    ORDER BY difference.product_id, difference.other_id
    ON CONFLICT (product_id, other_id) DO UPDATE SET
        times = pair.times + excluded.times, last_at = greatest(pair.last_at, excluded.last_at)
    RETURNING product_id, other_id, times
"""
_FORGET = """
    DELETE FROM search_bought_together AS pair
    USING unnest(%(product_ids)s::uuid[], %(other_ids)s::uuid[]) AS over (product_id, other_id)
    WHERE pair.product_id = over.product_id AND pair.other_id = over.other_id
"""
# Nobody counts meanwhile, and what is counted already is seen: both tables say the same at this moment.
_HOLD_PAIRS = "LOCK TABLE search_bought_together IN SHARE ROW EXCLUSIVE MODE"
_MEND = """
    WITH meant AS MATERIALIZED (
        SELECT one.id AS product_id, other.id AS other_id, count(*) AS times, max(placed.placed_at) AS last_at
        FROM search_counted_order AS counted
        JOIN orders_order AS placed ON placed.id = counted.order_id
        CROSS JOIN LATERAL unnest(counted.product_ids) AS one (id)
        CROSS JOIN LATERAL unnest(counted.product_ids) AS other (id)
        JOIN catalogue_product AS product ON product.id = other.id
        WHERE counted.product_ids && %(product_ids)s AND one.id = ANY(%(product_ids)s) AND one.id <> other.id
        GROUP BY one.id, other.id
    ),
    gone AS (
        DELETE FROM search_bought_together AS pair
        WHERE pair.product_id = ANY(%(product_ids)s) AND NOT EXISTS (
            SELECT FROM meant WHERE meant.product_id = pair.product_id AND meant.other_id = pair.other_id
        )
        RETURNING 1
    ),
    mended AS (
        INSERT INTO search_bought_together AS pair (product_id, other_id, times, last_at)
        SELECT product_id, other_id, times, last_at FROM meant
        ON CONFLICT (product_id, other_id) DO UPDATE SET times = excluded.times, last_at = excluded.last_at
        WHERE pair.times <> excluded.times
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM mended)
"""


def count_pairs(*, order_ids: Collection[UUID]) -> None:
    """Count the pairs of products of these orders as the orders are now; however often that is done, and by whom."""
    params: dict[str, Any] = {"order_ids": list(order_ids), "most": MOST_PRODUCTS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTE, params)
        cursor.execute(_HOLD, params)
        cursor.execute(_COUNT, params)
        over = [row[:2] for row in cursor.fetchall() if row[2] == 0]
        if over:
            product_ids, other_ids = map(list, zip(*over, strict=True))
            cursor.execute(_FORGET, {"product_ids": product_ids, "other_ids": other_ids})


def recount_orders(*, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Count the next orders by their ids; gives which, none at the end. Those placed meanwhile are told by events."""
    rest = Order.objects.filter(id__gt=after) if after else Order.objects.all()
    order_ids = list(rest.order_by("id").values_list("id", flat=True)[:limit])
    count_pairs(order_ids=order_ids)
    return order_ids


def mend_pairs(*, after: UUID | None, limit: int) -> tuple[Sequence[UUID], int]:
    """Make the pairs of the next products what the counted orders say; gives the products, and how many were wrong.

    Whoever counts waits for it; shoppers don't.
    """
    rest = Product.objects.filter(id__gt=after) if after else Product.objects.all()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HOLD_PAIRS)
        product_ids = list(rest.order_by("id").values_list("id", flat=True)[:limit])
        cursor.execute(_MEND, {"product_ids": product_ids})
        [(wrong,)] = cursor.fetchall()
    return product_ids, wrong
