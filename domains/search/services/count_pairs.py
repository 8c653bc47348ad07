"""Count which products are bought together, by the orders that are placed."""

from datetime import datetime
from uuid import UUID

from django.db import connection

# Pairs grow with the square of an order.
MOST_PRODUCTS = 20

# In order, so that two orders of the same products wait for each other instead of deadlocking.
_COUNT = """
    WITH bought AS (
        SELECT line.product_id
        FROM orders_line AS line
        JOIN catalogue_product AS product ON product.id = line.product_id
        WHERE line.order_id = %(order_id)s
        GROUP BY line.product_id
        ORDER BY min(line.position)
        LIMIT %(most)s
    )
    INSERT INTO search_bought_together (product_id, other_id, times, last_at)
    SELECT one.product_id, other.product_id, 1, %(now)s
    FROM bought AS one
    JOIN bought AS other ON other.product_id <> one.product_id
    ORDER BY one.product_id, other.product_id
    ON CONFLICT (product_id, other_id) DO UPDATE SET
        times = search_bought_together.times + 1, last_at = greatest(search_bought_together.last_at, excluded.last_at)
"""


def count_pairs(*, order_id: UUID, now: datetime) -> None:
    """Count an order's pairs of products, once per call: whoever calls makes sure that it is once per order."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"order_id": order_id, "most": MOST_PRODUCTS, "now": now})
