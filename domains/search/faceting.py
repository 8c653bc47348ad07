"""The statement that counts all facets of a list or a search at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.common.db import fetch_all
from domains.search.facets import AxisCounts, CategoryCount, Facets, PriceBucket, ValueCount, VendorCount
from domains.search.filters import OFFERED_SQL, Condition, ProductFilter, product_conditions, seen_condition

MOST_VALUES = 50
_OWN = ("category", "vendor", "price", "sale")

# The shelves are the children of the chosen category; of a leaf, the leaf and what stands beside it.
_SCOPE_SQL = """
    chosen AS (
        SELECT category.id, category.path, category.parent_id
        FROM catalogue_category AS category
        WHERE category.id = %(chosen_category)s::uuid OR category.path = %(chosen_path)s::text
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
# `misses` tells how many facets a product does not fit; a facet counts those that miss nothing but itself.
_CANDIDATE_SQL = """
    candidate AS MATERIALIZED (
        SELECT *, {misses} AS misses
        FROM (
            SELECT
                product.id, product.vendor_id, product.category_id, offer.lowest_minor, offer.is_reduced, {fits}
            {offered}
            {joined}
            WHERE {seen} AND {narrowed}
        ) AS offered
    ),
    stocked AS (
        SELECT DISTINCT level.variant_id FROM inventory_level AS level WHERE level.on_hand > level.reserved
    ),
    variant AS MATERIALIZED (
        SELECT
            candidate.id, candidate.misses, variant.options,
            stocked.variant_id IS NOT NULL AS is_stocked,
            ARRAY[{axis_fits}]::boolean[] AS fits
        FROM candidate
        JOIN catalogue_variant AS variant ON variant.product_id = candidate.id AND variant.is_active
        LEFT JOIN stocked ON stocked.variant_id = variant.id
        WHERE candidate.misses <= {tolerated}
    ),
    shown AS MATERIALIZED (
        SELECT candidate.*, coalesce(fitting.is_stocked, false) AS is_stocked
        FROM candidate
        LEFT JOIN (
            SELECT
                variant.id,
                bool_or(true = ALL(variant.fits) AND {stock_fits}) AS fits,
                bool_or(true = ALL(variant.fits) AND variant.is_stocked) AS is_stocked
            FROM variant
            GROUP BY variant.id
        ) AS fitting ON fitting.id = candidate.id
        WHERE candidate.misses <= 1 AND {product_fits}
    ),
"""
_COUNTS_SQL = """
    counted_option AS (
        SELECT option.axis, option.code, count(*) AS number, any_value(option.id) AS example
        FROM (
            SELECT DISTINCT variant.id, pair.key AS axis, pair.value AS code
            FROM variant
            CROSS JOIN LATERAL jsonb_each_text(variant.options) AS pair
            WHERE variant.misses = 0 AND {stock_fits} AND {others_fit}
        ) AS option
        GROUP BY option.axis, option.code
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
    )
    SELECT 'category' AS facet, shelf.shelf_id AS id, named.path AS code, named.name AS name, '' AS more, '' AS axis,
        named.position::bigint AS place, count(*) AS number
    FROM shown
    JOIN shelf ON shelf.category_id = shown.category_id
    JOIN catalogue_category AS named ON named.id = shelf.shelf_id
    WHERE shown.misses = (NOT shown.fits_category)::int
    GROUP BY shelf.shelf_id, named.id
    UNION ALL
    (
        SELECT 'vendor', vendor.id, vendor.slug, vendor.name, '', '', 0, count(*)
        FROM shown
        JOIN vendors_vendor AS vendor ON vendor.id = shown.vendor_id
        WHERE shown.misses = (NOT shown.fits_vendor)::int
        GROUP BY vendor.id
        ORDER BY count(*) DESC, vendor.name
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


@dataclass(frozen=True, slots=True)
class _Counted:
    facet: str
    id: UUID | None
    code: str
    name: str
    more: str
    axis: str
    place: int
    number: int


async def count_facets(
    *, chosen: ProductFilter, currency: str, at: datetime, matching: Matching = ALL_PRODUCTS
) -> Facets:
    """All facets of the products that fit, in one statement. Raises UnknownCurrency."""
    statement = _statement(chosen, currency=currency, at=at, matching=matching)
    rows: dict[str, list[_Counted]] = defaultdict(list)
    for counted in await fetch_all(statement.sql, statement.params, row=_Counted):
        rows[counted.facet].append(counted)
    return Facets(
        currency=currency,
        categories=_categories(rows["category"], chosen),
        vendors=_vendors(rows["vendor"], chosen),
        options=_axes(rows["option"], chosen),
        prices=_buckets(rows["price"]),
        on_sale=rows["sale"][0].number,
        in_stock=rows["stock"][0].number,
    )


def _statement(chosen: ProductFilter, *, currency: str, at: datetime, matching: Matching) -> Condition:
    seen, own = seen_condition(currency=currency, at=at), product_conditions(chosen)
    params: dict[str, Any] = seen.params | matching.params
    params |= {"chosen_category": chosen.category_id, "chosen_path": chosen.category_path}
    for condition in own.values():
        params |= condition.params
    axes = sorted(chosen.options)
    for place, axis in enumerate(axes):
        params |= {f"axis_{place}": axis, f"codes_{place}": list(chosen.options[axis])}
    asks_variants = bool(axes) or chosen.in_stock
    stock_fits = "variant.is_stocked" if chosen.in_stock else "true"
    candidate = _CANDIDATE_SQL.format(
        offered=OFFERED_SQL,
        joined=matching.joined,
        seen=seen.sql,
        narrowed=" AND ".join(
            (
                matching.condition,
                _WITHIN_SQL if "category" in own else "true",
                # A collection is a list of its own, within which all facets count.
                own["collection"].sql if "collection" in own else "true",
            )
        ),
        fits=", ".join(f"({own[name].sql if name in own else 'true'}) AS fits_{name}" for name in _OWN),
        misses=" + ".join(f"(NOT fits_{name})::int" for name in _OWN),
        axis_fits=", ".join(
            f"coalesce(variant.options ->> %(axis_{n})s::text = ANY(%(codes_{n})s::text[]), false)"
            for n in range(len(axes))
        ),
        # Where nothing is asked of variants, only those of products that fit are looked at: for sizes and stock.
        tolerated=int(asks_variants),
        stock_fits=stock_fits,
        product_fits="coalesce(fitting.fits, false)" if asks_variants else "true",
    )
    counts = _COUNTS_SQL.format(stock_fits=stock_fits, others_fit=_others_fit(len(axes)), most=MOST_VALUES)
    start = f"{matching.ctes}, " if matching.ctes else "WITH "
    return Condition(start + _SCOPE_SQL + candidate + counts, params)


def _others_fit(axes: int) -> str:
    """That a variant fits on all axes but that of the pair."""
    parts = [f"(variant.fits[{n + 1}] OR pair.key = %(axis_{n})s::text)" for n in range(axes)]
    return " AND ".join(parts) or "true"


def _categories(rows: Iterable[_Counted], chosen: ProductFilter) -> tuple[CategoryCount, ...]:
    return tuple(
        CategoryCount(
            _id(row), row.name, row.code, row.number, row.id == chosen.category_id or row.code == chosen.category_path
        )
        for row in sorted(rows, key=lambda row: (row.place, row.name))
    )


def _vendors(rows: Iterable[_Counted], chosen: ProductFilter) -> tuple[VendorCount, ...]:
    ranked = sorted(rows, key=lambda row: (-row.number, row.name))
    return tuple(VendorCount(_id(row), row.name, row.code, row.number, row.id in chosen.vendor_ids) for row in ranked)


def _axes(rows: Iterable[_Counted], chosen: ProductFilter) -> tuple[AxisCounts, ...]:
    found: dict[str, list[_Counted]] = defaultdict(list)
    for row in rows:
        found[row.axis].append(row)
    return tuple(
        AxisCounts(
            axis,
            min(row.more.partition("|")[0] for row in values),
            tuple(
                ValueCount(
                    row.code, row.name, row.more.partition("|")[2], row.number, row.code in chosen.options.get(axis, ())
                )
                for row in sorted(values, key=lambda row: row.place)
            ),
        )
        for axis, values in sorted(found.items())
    )


def _buckets(rows: Iterable[_Counted]) -> tuple[PriceBucket, ...]:
    starts = sorted(rows, key=lambda row: row.place)
    ends = [*(row.place for row in starts[1:]), None]
    return tuple(PriceBucket(row.place, end, row.number) for row, end in zip(starts, ends, strict=False))


def _id(row: _Counted) -> UUID:
    if row.id is None:
        raise LookupError(row.facet)
    return row.id
