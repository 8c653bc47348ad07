"""What a price alert compares: one definition for asking, telling and looking."""

from domains.catalogue.pricing import EFFECTIVE_PRICE_SQL

# What the row `alert` (product_id, variant_id or null, currency) costs at `%(at)s`, as table `cost`: of a product its
# cheapest active variant. One row always; `minor` is null where there is no price.
COST_SQL = f"""LATERAL (
    SELECT min(price.amount_minor) AS minor
    FROM catalogue_variant AS variant
    CROSS JOIN {EFFECTIVE_PRICE_SQL.replace("%(currency)s", "alert.currency")}
    WHERE variant.product_id = alert.product_id
        AND variant.is_active
        AND (alert.variant_id IS NULL OR variant.id = alert.variant_id)
) AS cost"""  # noqa: S608 - constants only
