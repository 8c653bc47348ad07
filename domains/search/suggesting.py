"""The statement behind suggestions: beginnings of names, then of their words, and words that look alike if need be."""

from domains.catalogue.scopes import PUBLISHED_SQL

_VISIBLE_PRODUCTS = f"""
    FROM search_document AS document
    JOIN catalogue_product AS product ON product.id = document.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE {PUBLISHED_SQL}
"""
# Each way of finding stops early: who types on wants other products, not more of these.
_PRODUCTS = f"""
    SELECT 'product' AS kind, 2 AS place, found.id, found.title AS name, found.slug, min(found.way) AS way
    FROM asked
    CROSS JOIN LATERAL (
        (
            SELECT product.id, product.title, product.slug, 0 AS way
            {_VISIBLE_PRODUCTS}
            AND document.title ~>=~ asked.text AND document.title ~<~ asked.behind
            LIMIT 100
        )
        UNION ALL
        (
            SELECT product.id, product.title, product.slug, 1
            {_VISIBLE_PRODUCTS}
            AND document.words @@ asked.beginnings
            LIMIT 100
        )
        UNION ALL
        (
            SELECT product.id, product.title, product.slug, 2
            {_VISIBLE_PRODUCTS}
            AND document.words @@ asked.likely
            LIMIT 100
        )
    ) AS found
    GROUP BY found.id, found.title, found.slug
"""  # noqa: S608
# The two small tables are read whole.
_WAY = """
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN starts_with(folded, asked.text) THEN 0
            WHEN setweight(to_tsvector('english', folded), 'A') @@ asked.beginnings THEN 1
            WHEN setweight(to_tsvector('english', folded), 'A') @@ asked.likely THEN 2
        END AS way
        FROM search_fold(named.name) AS folded
    ) AS found
    WHERE found.way IS NOT NULL
"""
# A category is suggested where there is something to see in it or below.
_CATEGORIES = f"""
    SELECT 'category', 0, named.id, named.name, named.path, found.way
    FROM catalogue_category AS named
    CROSS JOIN asked
    {_WAY}
    AND EXISTS (
        SELECT
        FROM catalogue_category AS below
        JOIN catalogue_product AS product ON product.category_id = below.id
        JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
        WHERE (below.id = named.id OR starts_with(below.path, named.path || '/')) AND {PUBLISHED_SQL}
    )
"""  # noqa: S608
_VENDORS = f"""
    SELECT 'vendor', 1, named.id, named.name, named.slug, found.way
    FROM vendors_vendor AS named
    CROSS JOIN asked
    {_WAY}
    AND named.status IN ('approved', 'on_holiday')
"""  # noqa: S608
# What merely looks alike is left out where anything begins as asked.
SUGGEST_SQL = f"""
    WITH asked AS MATERIALIZED (
        SELECT
            folded AS text,
            folded || chr(1114111) AS behind,
            search_beginnings(folded, 'A', false) AS beginnings,
            search_beginnings(folded, 'A', true) AS likely
        FROM search_fold(%(plain)s) AS folded
    ),
    found AS ({_PRODUCTS} UNION ALL {_CATEGORIES} UNION ALL {_VENDORS}),
    placed AS (
        SELECT *, row_number() OVER (PARTITION BY kind ORDER BY way, name, id) AS number
        FROM found
        WHERE way < 2 OR NOT EXISTS (SELECT FROM found WHERE way < 2)
    )
    SELECT kind, id, name, slug
    FROM placed
    WHERE number <= %(most)s
    ORDER BY place, number
"""  # noqa: S608
