"""Count all facets of a list or a search at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domains.common.db import fetch_all
from domains.search.attribute_filters import AttributeFilter
from domains.search.facet_statement import ALL_PRODUCTS, Matching, facet_statement
from domains.search.facets import (
    AttributeCounts,
    AxisCounts,
    CategoryCount,
    Facets,
    PriceBucket,
    SaidCount,
    ValueCount,
    VendorCount,
)
from domains.search.filters import ProductFilter

# Places of choices are below this; what is above them is the place of their attribute.
_PLACES = 1_000


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
    statement = facet_statement(chosen, currency=currency, at=at, matching=matching)
    rows: dict[str, list[_Counted]] = defaultdict(list)
    for counted in await fetch_all(statement.sql, statement.params, row=_Counted):
        rows[counted.facet].append(counted)
    return Facets(
        currency=currency,
        categories=_categories(rows["category"], chosen),
        vendors=_vendors(rows["vendor"], chosen),
        options=_axes(rows["option"], chosen),
        attributes=_attributes(rows["attribute"], chosen),
        prices=_buckets(rows["price"]),
        on_sale=rows["sale"][0].number,
        in_stock=rows["stock"][0].number,
    )


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
                    row.code,
                    row.name,
                    row.more.partition("|")[2],
                    row.number,
                    row.code in chosen.options.get(axis, ()),
                    axis,
                )
                for row in sorted(values, key=lambda row: row.place)
            ),
        )
        for axis, values in sorted(found.items())
    )


def _attributes(rows: Iterable[_Counted], chosen: ProductFilter) -> tuple[AttributeCounts, ...]:
    found: dict[str, list[_Counted]] = defaultdict(list)
    # Choices in their order; yes, which is "true", before no.
    for row in sorted(rows, key=lambda row: (row.place // _PLACES, row.axis, row.place, row.code == "false")):
        found[row.axis].append(row)
    filters = {each.code: each for each in chosen.attributes}
    return tuple(_attribute(code, counted, filters.get(code)) for code, counted in found.items())


def _attribute(code: str, rows: Sequence[_Counted], chosen: AttributeFilter | None) -> AttributeCounts:
    kind, unit, name = rows[0].more.split("\x1f")
    if kind == "number":
        [row] = rows
        low, high = float(row.code), float(row.name)
        return AttributeCounts(code=code, name=name, kind=kind, unit=unit, count=row.number, lowest=low, highest=high)
    picked = _picked(chosen) if chosen else ()
    values = tuple(SaidCount(row.code, row.name, row.number, row.code in picked, code) for row in rows)
    return AttributeCounts(code=code, name=name, kind=kind, unit=unit, values=values)


def _picked(chosen: AttributeFilter) -> tuple[str, ...]:
    return chosen.choices if chosen.is_true is None else (str(chosen.is_true).lower(),)


def _buckets(rows: Iterable[_Counted]) -> tuple[PriceBucket, ...]:
    starts = sorted(rows, key=lambda row: row.place)
    ends = [*(row.place for row in starts[1:]), None]
    return tuple(PriceBucket(row.place, end, row.number) for row, end in zip(starts, ends, strict=False))


def _id(row: _Counted) -> UUID:
    if row.id is None:
        raise LookupError(row.facet)
    return row.id
