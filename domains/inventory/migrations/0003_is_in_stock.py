"""Whether anything of a product can be bought now: for rules of collections, which the database decides."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION inventory_is_in_stock(product uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM catalogue_variant AS variant
        JOIN inventory_level AS level ON level.variant_id = variant.id AND level.on_hand > level.reserved
        WHERE variant.product_id = inventory_is_in_stock.product AND variant.is_active
    )
$$;
"""
BACKWARD = "DROP FUNCTION inventory_is_in_stock(uuid);"


class Migration(migrations.Migration):
    """A function."""

    dependencies = (("inventory", "0002_stock_rules"),)

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
