"""Keep price ranges in step with prices and variants, whoever writes them: services, the admin, bulk loads.

Statement-level triggers: a bulk load of thousands of prices refreshes each of its products once.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_refresh_price_ranges(product_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Two writers of one product take turns; the second sees the prices of the first.
    PERFORM 1 FROM catalogue_product WHERE id = ANY(product_ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM catalogue_price_range WHERE product_id = ANY(product_ids);
    INSERT INTO catalogue_price_range (
        product_id, currency, valid_from, valid_until, lowest_minor, highest_minor, compare_at_minor, is_reduced
    )
    WITH offered AS MATERIALIZED (
        SELECT
            variant.product_id, variant.id AS variant_id,
            price.currency, price.amount_minor, price.compare_at_minor, price.valid_from, price.valid_until
        FROM catalogue_variant AS variant
        JOIN catalogue_price AS price ON price.variant_id = variant.id
        WHERE variant.product_id = ANY(product_ids) AND variant.is_active
    ),
    moments AS (
        SELECT product_id, currency, valid_from AS moment FROM offered
        UNION
        SELECT product_id, currency, valid_until FROM offered WHERE valid_until IS NOT NULL
    ),
    spans AS (
        SELECT
            product_id, currency, moment AS begins,
            lead(moment) OVER (PARTITION BY product_id, currency ORDER BY moment) AS ends
        FROM moments
    ),
    -- The effective price of each variant in each span: of the valid ones the latest to begin (pricing.py).
    effective AS (
        SELECT DISTINCT ON (spans.product_id, spans.currency, spans.begins, offered.variant_id)
            spans.product_id, spans.currency, spans.begins, spans.ends, offered.amount_minor, offered.compare_at_minor
        FROM spans
        JOIN offered USING (product_id, currency)
        WHERE
            offered.valid_from <= spans.begins
            AND (offered.valid_until IS NULL OR offered.valid_until > spans.begins)
        ORDER BY spans.product_id, spans.currency, spans.begins, offered.variant_id, offered.valid_from DESC
    )
    SELECT
        product_id, currency, begins, ends, min(amount_minor), max(amount_minor),
        (array_agg(compare_at_minor ORDER BY amount_minor, compare_at_minor DESC NULLS LAST))[1],
        bool_or(compare_at_minor IS NOT NULL)
    FROM effective
    GROUP BY product_id, currency, begins, ends;
END $$;

CREATE FUNCTION catalogue_prices_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_refresh_price_ranges(array_agg(DISTINCT variant.product_id))
    FROM changed JOIN catalogue_variant AS variant ON variant.id = changed.variant_id
    HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION catalogue_variants_switched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_refresh_price_ranges(array_agg(DISTINCT now.product_id))
    FROM changed AS now JOIN was USING (id)
    WHERE now.is_active <> was.is_active
    HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER price_ranges_after_insert AFTER INSERT ON catalogue_price
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalogue_prices_changed();
CREATE TRIGGER price_ranges_after_update AFTER UPDATE ON catalogue_price
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalogue_prices_changed();
CREATE TRIGGER price_ranges_after_delete AFTER DELETE ON catalogue_price
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalogue_prices_changed();
CREATE TRIGGER price_ranges_after_switch AFTER UPDATE ON catalogue_variant
    REFERENCING OLD TABLE AS was NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_variants_switched();

SELECT catalogue_refresh_price_ranges(array_agg(id)) FROM catalogue_product HAVING count(*) > 0;
"""
BACKWARD = """
DROP TRIGGER price_ranges_after_switch ON catalogue_variant;
DROP TRIGGER price_ranges_after_delete ON catalogue_price;
DROP TRIGGER price_ranges_after_update ON catalogue_price;
DROP TRIGGER price_ranges_after_insert ON catalogue_price;
DROP FUNCTION catalogue_variants_switched();
DROP FUNCTION catalogue_prices_changed();
DROP FUNCTION catalogue_refresh_price_ranges(uuid[]);
"""


class Migration(migrations.Migration):
    """Functions and triggers."""

    dependencies = (("catalogue", "0003_price_ranges"),)

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
