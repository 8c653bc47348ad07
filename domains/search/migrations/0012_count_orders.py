"""Count the orders that are there already; `manage.py recount_pairs` does the same at any time."""

from django.db import migrations

FORWARD = """
INSERT INTO search_counted_order (order_id, product_ids)
SELECT bought.order_id, coalesce(
    array_agg(bought.product_id ORDER BY bought.place) FILTER (WHERE bought.place IS NOT NULL AND bought.number <= 20),
    '{}'
)
FROM (
    SELECT
        line.order_id, line.product_id, kept.place,
        row_number() OVER (PARTITION BY line.order_id ORDER BY kept.place NULLS LAST) AS number
    FROM (SELECT DISTINCT order_id, product_id FROM orders_line) AS line
    LEFT JOIN (
        SELECT other.order_id, other.product_id, min(other.position) AS place
        FROM orders_line AS other
        JOIN orders_vendor_order AS part ON part.id = other.vendor_order_id AND part.state <> 'cancelled'
        GROUP BY other.order_id, other.product_id
    ) AS kept ON kept.order_id = line.order_id AND kept.product_id = line.product_id
) AS bought
GROUP BY bought.order_id
HAVING count(*) > 1;

DELETE FROM search_bought_together;

INSERT INTO search_bought_together (product_id, other_id, times, last_at)
SELECT one.id, other.id, count(*), max(placed.placed_at)
FROM search_counted_order AS counted
JOIN orders_order AS placed ON placed.id = counted.order_id
CROSS JOIN LATERAL unnest(counted.product_ids) AS one (id)
CROSS JOIN LATERAL unnest(counted.product_ids) AS other (id)
JOIN catalogue_product AS product ON product.id = one.id
JOIN catalogue_product AS other_product ON other_product.id = other.id
WHERE one.id <> other.id
GROUP BY one.id, other.id;
"""


class Migration(migrations.Migration):
    """Rows."""

    dependencies = (("search", "0011_counted_orders"),)

    operations = (migrations.RunSQL(FORWARD, migrations.RunSQL.noop),)
