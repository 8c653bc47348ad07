"""The statement behind suggestions: beginnings of names, then of their words, and words that look alike if need be.

Each way of finding stops early, and none is gone where the one before found enough: who types on wants other names, not
more of these. So it costs about the same however many names there are.
"""

from dataclasses import dataclass

from domains.catalogue.scopes import PUBLISHED_SQL

_PRODUCTS = f"""(
    SELECT 'product' AS kind, 2 AS place, product.id, product.title AS name, product.slug, {{written}} AS written
    FROM {{documents}} AS document
    JOIN catalogue_product AS product ON product.id = document.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE {PUBLISHED_SQL} AND {{fits}}
    LIMIT 100
)"""  # noqa: S608 - constants only, here and below
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
_CATEGORIES = """(
    SELECT 'category', 0, named.id, named.name, named.path, {written}
    FROM (SELECT category.* FROM {categories} WHERE {fits} OFFSET 0) AS named
    WHERE {has_products}
)"""
_VENDORS = """(
    SELECT 'vendor', 1, named.id, named.name, named.slug, 1
    FROM vendors_vendor AS named
    WHERE named.status IN ('approved', 'on_holiday') AND {fits}
    LIMIT 100
)"""
# As they were written, and as they are called in another language: those go first.
_WRITTEN_CATEGORIES = "catalogue_category AS category"
_SPOKEN_CATEGORIES = """markets_translation AS said
    JOIN catalogue_category AS category
        ON category.id = said.target::uuid AND said.kind = 'category' AND said.language = ANY(%(chain)s)"""
_SPOKEN_PRODUCT = "document.language = %(spoken)s AND "
_SPOKEN_NAME = "search_fold(said.texts ->> 'name')"
# Whichever way found it, and whatever it was found by, it is called as the rest of the page calls it.
_SHOWN_NAME = """coalesce((
    SELECT said.texts ->> called.text
    FROM (VALUES ('product', 'title'), ('category', 'name')) AS called (kind, text)
    JOIN markets_translation AS said
        ON said.kind = called.kind AND said.target = named.id::text AND said.language = ANY(%(chain)s)
    WHERE called.kind = named.kind AND said.texts ? called.text
    ORDER BY array_position(%(chain)s, said.language::text)
    LIMIT 1
), named.name)"""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of finding names: what it asks for, and the conditions that something is called so.

    `product` and `name` are of what was written; the other two of what is said in another language.
    """

    asked: str
    product: str
    name: str
    spoken_product: str
    spoken_name: str

    def sql(self, way: int, *, is_spoken: bool) -> str:
        """What it finds."""
        branches = [
            _PRODUCTS.format(written=1, documents="search_document", fits=self.product),
            _CATEGORIES.format(
                written=1,
                categories=_WRITTEN_CATEGORIES,
                fits=self.name.format(name="category.name"),
                has_products=_HAS_PRODUCTS,
            ),
            _VENDORS.format(fits=self.name.format(name="named.name")),
        ]
        if is_spoken:
            branches += [
                _PRODUCTS.format(written=0, documents="search_translation", fits=_SPOKEN_PRODUCT + self.spoken_product),
                _CATEGORIES.format(
                    written=0, categories=_SPOKEN_CATEGORIES, fits=self.spoken_name, has_products=_HAS_PRODUCTS
                ),
            ]
        return f"""
            SELECT found.kind, found.place, found.id, found.name, found.slug, {2 * way} + found.written AS way
            FROM {self.asked}
            CROSS JOIN LATERAL ({" UNION ALL ".join(branches)}) AS found
        """  # noqa: S608


def _begins(name: str) -> str:
    return f"{name} ~>=~ asked.text AND {name} ~<~ asked.behind"


_FEW = "AND (SELECT count(*) FROM begun WHERE begun.kind = 'product') < %(most)s"
_WORDS, _SPOKEN_WORDS = (
    "setweight(to_tsvector('english', search_fold({name})), 'A')",
    f"to_tsvector('simple', {_SPOKEN_NAME})",
)
_BEGUN = _Way(
    asked="asked",
    product=_begins("document.title"),
    name=_begins("search_fold({name})"),
    spoken_product=_begins("document.title"),
    spoken_name=_begins(_SPOKEN_NAME),
)
_WORDED = _Way(
    asked="asked",
    product=f"document.words @@ asked.beginnings {_FEW}",
    name=f"{_WORDS} @@ asked.beginnings",
    spoken_product=f"document.words @@ asked.spoken_beginnings {_FEW}",
    spoken_name=f"{_SPOKEN_WORDS} @@ asked.spoken_names",
)
_ALIKE = _Way(
    asked="asked_loosely",
    product="document.words @@ asked_loosely.likely",
    name=f"{_WORDS} @@ asked_loosely.likely",
    spoken_product="document.words @@ asked_loosely.spoken_likely",
    spoken_name=f"{_SPOKEN_WORDS} @@ asked_loosely.spoken_names",
)


def _reading(name: str, text: str, *, is_loose: bool, is_spoken: bool) -> str:
    """The columns of what is looked for among words: in what was written, in titles as they are said, and in names."""
    loose = str(is_loose).lower()
    columns = [f"search_beginnings({text}, 'A', {loose}) AS {name}"]
    if is_spoken:
        said = f"search_beginnings_in(%(spoken)s, {{}}, {text}, {{}}, {loose}) AS spoken_{{}}"
        columns += [said.format("%(dictionary)s::regconfig", "'A'", name), said.format("'simple'", "''", "names")]
    return ", ".join(columns)


# What merely looks alike is not even looked for where anything begins as asked.
_SUGGEST_SQL = """
    WITH asked AS MATERIALIZED (
        SELECT folded AS text, folded || chr(1114111) AS behind, {beginnings}
        FROM search_fold(%(plain)s) AS folded
    ),
    begun AS MATERIALIZED ({begun}),
    worded AS MATERIALIZED ({worded}),
    asked_loosely AS MATERIALIZED (
        SELECT {likely}
        FROM asked
        WHERE NOT EXISTS (SELECT FROM begun) AND NOT EXISTS (SELECT FROM worded)
    ),
    found AS (
        SELECT * FROM begun
        UNION ALL
        SELECT * FROM worded
        UNION ALL
        SELECT * FROM ({alike}) AS alike
    ),
    placed AS (
        SELECT
            shown.*, row_number() OVER (PARTITION BY shown.kind ORDER BY shown.way, shown.name, shown.id) AS number
        FROM (
            SELECT named.kind, named.place, named.id, named.slug, named.way, {name} AS name
            FROM (SELECT kind, place, id, name, slug, min(way) AS way FROM found GROUP BY 1, 2, 3, 4, 5) AS named
        ) AS shown
    )
    SELECT kind, id, name, slug
    FROM placed
    WHERE number <= %(most)s
    ORDER BY place, number
"""


def _statement(*, is_spoken: bool) -> str:
    return _SUGGEST_SQL.format(
        beginnings=_reading("beginnings", "folded", is_loose=False, is_spoken=is_spoken),
        begun=_BEGUN.sql(0, is_spoken=is_spoken),
        worded=_WORDED.sql(1, is_spoken=is_spoken),
        likely=_reading("likely", "asked.text", is_loose=True, is_spoken=is_spoken),
        alike=_ALIKE.sql(2, is_spoken=is_spoken),
        name=_SHOWN_NAME if is_spoken else "named.name",
    )


# By what things were called first, and by what they are called in another language as well.
SUGGEST_SQL, SPOKEN_SUGGEST_SQL = _statement(is_spoken=False), _statement(is_spoken=True)
