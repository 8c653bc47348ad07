"""The statement behind suggestions: beginnings of names, then of their words, and words that look alike if need be.

Each way of finding stops early, and none is gone where the one before found enough: who types on wants other names, not
more of these. So it costs about the same however many names there are.
"""

from domains.catalogue.scopes import PUBLISHED_SQL

# Folded names and their words, as the indexes of migration 0008 have them.
_NAME = "search_fold(named.name)"
_NAME_WORDS = "setweight(to_tsvector('english', search_fold(named.name)), 'A')"
_VISIBLE_PRODUCTS = f"""
    FROM search_document AS document
    JOIN catalogue_product AS product ON product.id = document.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE {PUBLISHED_SQL}
"""
# A category is suggested where there is something to see in it or below. Each of those few stops at its first product.
_HAS_PRODUCTS = f"""EXISTS (
    SELECT
    FROM catalogue_category AS below
    CROSS JOIN LATERAL (
        SELECT
        FROM catalogue_product AS product
        JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
        WHERE product.category_id = below.id AND {PUBLISHED_SQL}
        LIMIT 1
    ) AS seen
    WHERE below.id = named.id OR starts_with(below.path, named.path || '/')
)"""  # noqa: S608 - constants only, here and below
_ONE_WAY = """
    SELECT found.kind, found.place, found.id, found.name, found.slug, {way} AS way
    FROM {asked}
    CROSS JOIN LATERAL (
        (
            SELECT 'product' AS kind, 2 AS place, product.id, product.title AS name, product.slug
            {visible_products} AND {product_fits}
            LIMIT 100
        )
        UNION ALL
        (
            SELECT 'category', 0, named.id, named.name, named.path
            FROM (SELECT * FROM catalogue_category AS named WHERE {name_fits} OFFSET 0) AS named
            WHERE {has_products}
        )
        UNION ALL
        (
            SELECT 'vendor', 1, named.id, named.name, named.slug
            FROM vendors_vendor AS named
            WHERE named.status IN ('approved', 'on_holiday') AND {name_fits}
            LIMIT 100
        )
    ) AS found
"""


def _begins(name: str) -> str:
    return f"{name} ~>=~ asked.text AND {name} ~<~ asked.behind"


def _way(way: int, *, asked: str, product_fits: str, name_fits: str) -> str:
    return _ONE_WAY.format(
        way=way,
        asked=asked,
        product_fits=product_fits,
        name_fits=name_fits,
        visible_products=_VISIBLE_PRODUCTS,
        has_products=_HAS_PRODUCTS,
    )


# What merely looks alike is not even looked for where anything begins as asked.
SUGGEST_SQL = f"""
    WITH asked AS MATERIALIZED (
        SELECT
            folded AS text, folded || chr(1114111) AS behind, search_beginnings(folded, 'A', false) AS beginnings
        FROM search_fold(%(plain)s) AS folded
    ),
    begun AS MATERIALIZED ({_way(0, asked="asked", product_fits=_begins("document.title"), name_fits=_begins(_NAME))}),
    worded AS MATERIALIZED ({
    _way(
        1,
        asked="asked",
        product_fits='''document.words @@ asked.beginnings
            AND (SELECT count(*) FROM begun WHERE begun.kind = 'product') < %(most)s''',
        name_fits=f"{_NAME_WORDS} @@ asked.beginnings",
    )
}),
    asked_loosely AS MATERIALIZED (
        SELECT search_beginnings(asked.text, 'A', true) AS likely
        FROM asked
        WHERE NOT EXISTS (SELECT FROM begun) AND NOT EXISTS (SELECT FROM worded)
    ),
    found AS (
        SELECT * FROM begun
        UNION ALL
        SELECT * FROM worded
        UNION ALL
        SELECT * FROM ({
    _way(
        2,
        asked="asked_loosely",
        product_fits="document.words @@ asked_loosely.likely",
        name_fits=f"{_NAME_WORDS} @@ asked_loosely.likely",
    )
}) AS alike
    ),
    placed AS (
        SELECT
            named.*, row_number() OVER (PARTITION BY named.kind ORDER BY named.way, named.name, named.id) AS number
        FROM (SELECT kind, place, id, name, slug, min(way) AS way FROM found GROUP BY 1, 2, 3, 4, 5) AS named
    )
    SELECT kind, id, name, slug
    FROM placed
    WHERE number <= %(most)s
    ORDER BY place, number
"""  # noqa: S608
