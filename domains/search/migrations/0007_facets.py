"""What facets know of each product, for those that are there already too."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO search_facet (product_id, offered, stocked, is_stocked)
SELECT
    product.id,
    coalesce(array_agg(DISTINCT option.pair) FILTER (WHERE option.pair IS NOT NULL), '{}'),
    coalesce(array_agg(DISTINCT option.pair) FILTER (WHERE option.pair IS NOT NULL AND variant.is_stocked), '{}'),
    coalesce(bool_or(variant.is_stocked), false)
FROM catalogue_product AS product
LEFT JOIN LATERAL (
    SELECT
        active.options,
        EXISTS (
            SELECT
            FROM inventory_level AS level
            WHERE level.variant_id = active.id AND level.on_hand > level.reserved
        ) AS is_stocked
    FROM catalogue_variant AS active
    WHERE active.product_id = product.id AND active.is_active
) AS variant ON true
LEFT JOIN LATERAL (SELECT key || ':' || value AS pair FROM jsonb_each_text(variant.options)) AS option ON true
GROUP BY product.id
"""


class Migration(migrations.Migration):
    """One table."""

    dependencies = (
        ("catalogue", "0009_collection_rules"),
        ("inventory", "0002_stock_rules"),
        ("search", "0006_boosts"),
    )

    operations = (
        migrations.CreateModel(
            name="SearchFacet",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_facet",
                        serialize=False,
                        to="catalogue.product",
                    ),
                ),
                ("offered", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("stocked", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("is_stocked", models.BooleanField()),
            ],
            options={"db_table": "search_facet"},
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    )
