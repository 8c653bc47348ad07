"""The SQL that counts all facets of a list or a search in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domains.catalogue.scopes import TAKES_ORDERS_SQL
from domains.search.filters import OFFERED_SQL, Condition, ProductFilter, product_conditions, seen_condition

MOST_VALUES = 50
# Parted by a character that no name has.
_ATTRIBUTE_FACTS_SQL = "concat_ws(chr(31), attribute.kind, attribute.unit, attribute.name)"
_OWN = ("category", "vendor", "price", "sale")
_CANDIDATE_COLUMNS = (
    "id",
    "vendor_id",
    "category_id",
    "lowest_minor",
    "is_reduced",
    "misses",
)

# The shelves are the children of the chosen category; of a leaf, the leaf and what stands beside it. Where two were
# chosen, one by id and one by path, it is the deeper one.
_SCOPE_SQL = """
    chosen AS (
        SELECT category.id, category.path, category.parent_id
        FROM catalogue_category AS category
        WHERE category.id = %(chosen_category)s::uuid OR category.path = %(chosen_path)s::text
        ORDER BY category.depth DESC, category.id
        LIMIT 1
    ),
    scope AS (
        SELECT CASE
            WHEN EXISTS (SELECT FROM catalogue_category AS child WHERE child.parent_id = chosen.id) THEN chosen.id
            ELSE chosen.parent_id
        END AS id
        FROM chosen
    ),
    shelf AS MATERIALIZED (
        SELECT top.id AS shelf_id, below.id AS category_id
        FROM catalogue_category AS top
        JOIN catalogue_category AS below ON below.id = top.id OR starts_with(below.path, top.path || '/')
        WHERE top.parent_id IS NOT DISTINCT FROM (SELECT scope.id FROM scope)
    ),
"""
# What lies outside of the shelves and the category above them can fit no facet.
_WITHIN_SQL = """product.category_id IN (
    SELECT shelf.category_id FROM shelf UNION ALL SELECT scope.id FROM scope
)"""
# `misses` tells how many facets a product does not fit; a facet counts those that miss nothing but itself. `known` says
# of each product what its variants have, so that variants are read only where several things are asked of one of them.
_CANDIDATE_SQL = """
    candidate AS MATERIALIZED (
        SELECT *, {misses} AS misses
        FROM (
            SELECT
                product.id, product.vendor_id, product.category_id, offer.lowest_minor, offer.is_reduced,
                {takes_orders} AS takes_orders, {takes_orders} AND {is_stocked} AS is_stocked,
                {fits_options} AS fits_options, {fits}
            {offered}
            JOIN search_facet AS known ON known.product_id = product.id
            {joined}
            WHERE {seen} AND {narrowed}
        ) AS offered
    ),
"""
_SHOWN_SQL = """
    shown AS MATERIALIZED (SELECT candidate.* FROM candidate WHERE candidate.misses <= 1 AND candidate.fits_options),
"""
_PAIR_SQL = """
    pair AS (
        SELECT had.pair, shown.id
        FROM shown
        JOIN search_facet AS known ON known.product_id = shown.id
        CROSS JOIN LATERAL unnest({known_pairs}) AS had (pair)
        WHERE shown.misses = 0
    ),
"""
# With a choice on one axis that axis counts whatever the products have on it; the others what fitting variants have.
_PAIR_BESIDE_ONE_SQL = """
    pair AS (
        SELECT had.pair, candidate.id
        FROM candidate
        JOIN search_facet AS known ON known.product_id = candidate.id
        CROSS JOIN LATERAL unnest({known_pairs}) AS had (pair)
        WHERE candidate.misses = 0 AND starts_with(had.pair, %(axis_0)s::text || ':')
        UNION ALL
        SELECT DISTINCT option.key || ':' || option.value, shown.id
        FROM shown
        JOIN catalogue_variant AS variant ON variant.product_id = shown.id AND variant.is_active
        CROSS JOIN LATERAL jsonb_each_text(variant.options) AS option
        WHERE
            shown.misses = 0 AND option.key <> %(axis_0)s::text
            AND variant.options ->> %(axis_0)s::text = ANY(%(codes_0)s::text[]) AND {variant_stocked}
    ),
"""
# Of a product that lacks what was chosen on two axes no variant can fit, nor fit but for one axis.
_SHOWN_BY_VARIANT_SQL = """
    variant AS MATERIALIZED (
        SELECT
            candidate.id, candidate.misses, variant.options, ARRAY[{axis_fits}]::boolean[] AS fits,
            candidate.takes_orders AND {stocked} AS is_stocked
        FROM candidate
        JOIN search_facet AS known ON known.product_id = candidate.id
        JOIN catalogue_variant AS variant ON variant.product_id = candidate.id AND variant.is_active
        WHERE candidate.misses <= 1 AND {axes_known} >= {least}
    ),
    shown AS MATERIALIZED (
        SELECT {columns}, fitting.is_stocked
        FROM candidate
        JOIN (
            SELECT
                variant.id,
                bool_or(true = ALL(variant.fits) AND {stock_fits}) AS fits,
                bool_or(true = ALL(variant.fits) AND variant.is_stocked) AS is_stocked
            FROM variant
            GROUP BY variant.id
        ) AS fitting ON fitting.id = candidate.id AND fitting.fits
    ),
    pair AS (
        SELECT DISTINCT option.key || ':' || option.value AS pair, variant.id
        FROM variant
        CROSS JOIN LATERAL jsonb_each_text(variant.options) AS option
        WHERE variant.misses = 0 AND {stock_fits} AND {others_fit}
    ),
"""
_STOCKED_SQL = """EXISTS (
    SELECT FROM inventory_level AS level WHERE level.variant_id = variant.id AND level.on_hand > level.reserved
)"""
# What was chosen of an attribute is left out where that attribute is counted.
_SAID_SQL = """
    counted_said AS (
        SELECT
            split_part(counted.pair, ':', 1) AS code, split_part(counted.pair, ':', 2) AS value, counted.number,
            CASE
                WHEN split_part(counted.pair, ':', 2) ~ '^-?[0-9]+([.][0-9]+)?$'
                THEN split_part(counted.pair, ':', 2)::numeric
            END AS amount
        FROM (
            SELECT had.pair, count(*) AS number
            FROM shown
            JOIN search_facet AS known ON known.product_id = shown.id
            CROSS JOIN LATERAL unnest(known.said) AS had (pair)
            WHERE {counts}
            GROUP BY had.pair
        ) AS counted
    ),
"""
_COUNTS_SQL = """
    counted_option AS (
        SELECT
            split_part(counted.pair, ':', 1) AS axis, split_part(counted.pair, ':', 2) AS code,
            counted.number, counted.example
        FROM (
            SELECT pair.pair, count(*) AS number, any_value(pair.id) AS example FROM pair GROUP BY pair.pair
        ) AS counted
    ),
    placed_option AS (
        SELECT *, row_number() OVER (PARTITION BY axis ORDER BY number DESC, code) AS place
        FROM counted_option
    ),
    priced AS MATERIALIZED (
        SELECT shown.lowest_minor FROM shown WHERE shown.misses = (NOT shown.fits_price)::int
    ),
    -- The dearest fiftieth would squeeze all others into one bucket; it goes into the last one, which has no end.
    spread AS (
        SELECT
            min(lowest_minor) AS low,
            greatest(
                percentile_disc(0.98) WITHIN GROUP (ORDER BY lowest_minor) - min(lowest_minor), 10
            ) / 10.0 AS step
        FROM priced
    ),
    magnitude AS (SELECT low, step, power(10::numeric, floor(log(step))) AS ten FROM spread),
    rounded AS (
        SELECT
            low,
            (ten * CASE WHEN step <= ten THEN 1 WHEN step <= 2 * ten THEN 2 WHEN step <= 5 * ten THEN 5 ELSE 10 END)
                ::bigint AS step
        FROM magnitude
        WHERE low IS NOT NULL
    ),
    ruler AS MATERIALIZED (SELECT low - low %% step AS start, step FROM rounded),
    bucket AS (
        SELECT least((priced.lowest_minor - ruler.start) / ruler.step, 9) AS place, count(*) AS number
        FROM priced
        CROSS JOIN ruler
        GROUP BY 1
    ),
    -- Grouped by ids first, and named then: there are few vendors and categories, and many products.
    counted_category AS (
        SELECT shown.category_id, count(*) AS number
        FROM shown
        WHERE shown.misses = (NOT shown.fits_category)::int
        GROUP BY shown.category_id
    ),
    counted_vendor AS (
        SELECT shown.vendor_id, count(*) AS number
        FROM shown
        WHERE shown.misses = (NOT shown.fits_vendor)::int
        GROUP BY shown.vendor_id
    )
    SELECT 'category' AS facet, shelf.shelf_id AS id, named.path AS code, named.name AS name, '' AS more, '' AS axis,
        named.position::bigint AS place, sum(counted_category.number)::bigint AS number
    FROM counted_category
    JOIN shelf ON shelf.category_id = counted_category.category_id
    JOIN catalogue_category AS named ON named.id = shelf.shelf_id
    GROUP BY shelf.shelf_id, named.id
    UNION ALL
    (
        SELECT 'vendor', vendor.id, vendor.slug, vendor.name, '', '', 0, counted_vendor.number
        FROM counted_vendor
        JOIN vendors_vendor AS vendor ON vendor.id = counted_vendor.vendor_id
        ORDER BY counted_vendor.number DESC, vendor.name
        LIMIT {most}
    )
    UNION ALL
    SELECT 'option', axis.id, value.code, value.name, axis.name || '|' || value.swatch,
        axis.code, placed_option.place, placed_option.number
    FROM placed_option
    JOIN catalogue_option_axis AS axis
        ON axis.product_id = placed_option.example AND axis.code = placed_option.axis
    JOIN catalogue_option_value AS value ON value.axis_id = axis.id AND value.code = placed_option.code
    WHERE placed_option.place <= {most}
    UNION ALL
    SELECT 'attribute', attribute.id, said.value, coalesce(choice.name, ''), {attribute_facts}, attribute.code,
        attribute.position::bigint * 1000 + coalesce(choice.position, 0), said.number
    FROM counted_said AS said
    JOIN catalogue_attribute AS attribute ON attribute.code = said.code AND attribute.is_filterable
    LEFT JOIN catalogue_attribute_choice AS choice
        ON choice.attribute_id = attribute.id AND choice.code = said.value
    WHERE attribute.kind = 'boolean' OR choice.id IS NOT NULL
    UNION ALL
    SELECT 'attribute', attribute.id, min(said.amount)::text, max(said.amount)::text, {attribute_facts},
        attribute.code, attribute.position::bigint * 1000, sum(said.number)::bigint
    FROM counted_said AS said
    JOIN catalogue_attribute AS attribute
        ON attribute.code = said.code AND attribute.is_filterable AND attribute.kind = 'number'
    WHERE said.amount IS NOT NULL
    GROUP BY attribute.id
    UNION ALL
    SELECT 'price', NULL, '', '', '', '', ruler.start + mark.place * ruler.step, coalesce(bucket.number, 0)
    FROM ruler
    CROSS JOIN generate_series(0, 9) AS mark (place)
    LEFT JOIN bucket ON bucket.place = mark.place
    UNION ALL
    SELECT 'sale', NULL, '', '', '', '', 0, count(*)
    FROM shown
    WHERE shown.is_reduced AND shown.misses = (NOT shown.fits_sale)::int
    UNION ALL
    SELECT 'stock', NULL, '', '', '', '', 0, count(*) FROM shown WHERE shown.is_stocked AND shown.misses = 0
"""


@dataclass(frozen=True, slots=True)
class Matching:
    """What a search adds to a list: CTEs, a join and a condition, all constants of the code, and their values."""

    ctes: str
    joined: str
    condition: str
    params: dict[str, Any]


ALL_PRODUCTS = Matching("", "", "true", {})


def facet_statement(chosen: ProductFilter, *, currency: str, at: datetime, matching: Matching) -> Condition:
    """The statement and its values. Raises UnknownCurrency."""
    seen, own = seen_condition(currency=currency, at=at), product_conditions(chosen)
    params: dict[str, Any] = seen.params | matching.params
    params |= {"chosen_category": chosen.category_id, "chosen_path": chosen.category_path}
    for condition in own.values():
        params |= condition.params
    for place, (axis, codes) in enumerate(sorted(chosen.options.items())):
        pairs = [f"{axis}:{code}" for code in codes]
        params |= {f"axis_{place}": axis, f"codes_{place}": list(codes), f"pairs_{place}": pairs}
    candidate = _CANDIDATE_SQL.format(
        **_stocks(chosen),
        offered=OFFERED_SQL,
        takes_orders=TAKES_ORDERS_SQL,
        joined=matching.joined,
        seen=seen.sql,
        narrowed=" AND ".join(
            (
                matching.condition,
                _WITHIN_SQL if "category" in own else "true",
                # A collection is a list of its own, within which all facets count.
                own["collection"].sql if "collection" in own else "true",
                # Counted of no facet that asks for what can be bought now.
                TAKES_ORDERS_SQL if chosen.in_stock else "true",
            )
        ),
        fits=", ".join(f"({own[name].sql if name in own else 'true'}) AS fits_{name}" for name in _facets(chosen)),
        misses=" + ".join(f"(NOT fits_{name})::int" for name in _facets(chosen)),
    )
    counts = _COUNTS_SQL.format(most=MOST_VALUES, attribute_facts=_ATTRIBUTE_FACTS_SQL)
    start = f"{matching.ctes}, " if matching.ctes else "WITH "
    return Condition(start + _SCOPE_SQL + candidate + _shown(chosen) + _said(chosen) + counts, params)


def _facets(chosen: ProductFilter) -> tuple[str, ...]:
    """The facets that a product itself fits or misses: one for each attribute that was chosen."""
    return (*_OWN, *(f"attribute_{place}" for place in range(len(chosen.attributes))))


def _said(chosen: ProductFilter) -> str:
    own = [
        f"(NOT shown.fits_attribute_{place} AND starts_with(had.pair, %(attribute_{place})s::text || ':'))"
        for place in range(len(chosen.attributes))
    ]
    beside = f" OR (shown.misses = 1 AND ({' OR '.join(own)}))" if own else ""
    return _SAID_SQL.format(counts=f"shown.misses = 0{beside}")


def _stocks(chosen: ProductFilter) -> dict[str, str]:
    """What a candidate is said to have in stock, and whether it has what was chosen, for at most one axis."""
    if len(chosen.options) > 1:
        return {"is_stocked": "false", "fits_options": "true"}
    if chosen.options:
        return {
            "is_stocked": "known.stocked && %(pairs_0)s::text[]",
            "fits_options": f"{_known_pairs(chosen)} && %(pairs_0)s::text[]",
        }
    return {"is_stocked": "known.is_stocked", "fits_options": "known.is_stocked" if chosen.in_stock else "true"}


def _known_pairs(chosen: ProductFilter) -> str:
    return "known.stocked" if chosen.in_stock else "known.offered"


def _shown(chosen: ProductFilter) -> str:
    """The CTEs of what is shown, and of what its variants have."""
    known_pairs, places = _known_pairs(chosen), range(len(chosen.options))
    if not places:
        return _SHOWN_SQL + _PAIR_SQL.format(known_pairs=known_pairs)
    if len(places) == 1:
        variant_stocked = _STOCKED_SQL if chosen.in_stock else "true"
        return _SHOWN_SQL + _PAIR_BESIDE_ONE_SQL.format(known_pairs=known_pairs, variant_stocked=variant_stocked)
    columns = (*_CANDIDATE_COLUMNS, *(f"fits_{name}" for name in _facets(chosen)))
    return _SHOWN_BY_VARIANT_SQL.format(
        columns=", ".join(f"candidate.{column}" for column in columns),
        axis_fits=", ".join(
            f"coalesce(variant.options ->> %(axis_{n})s::text = ANY(%(codes_{n})s::text[]), false)" for n in places
        ),
        axes_known=" + ".join(f"({known_pairs} && %(pairs_{n})s::text[])::int" for n in places),
        least=len(places) - 1,
        stocked=_STOCKED_SQL,
        stock_fits="variant.is_stocked" if chosen.in_stock else "true",
        # A variant counts on an axis where it fits on all the others.
        others_fit=" AND ".join(f"(variant.fits[{n + 1}] OR option.key = %(axis_{n})s::text)" for n in places),
    )
