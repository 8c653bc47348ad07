"""Which products a list or a search is about: one filter for both, and its SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.collections.queries import MEMBER_SQL, SHOWN_SQL
from domains.catalogue.scopes import PUBLISHED_SQL, TAKES_ORDERS_SQL
from domains.common.money import EXPONENTS, MAX_MINOR, UnknownCurrency
from domains.search.attribute_filters import AttributeFilter, ensure_once
from domains.search.errors import EmptyPriceRange, FilterTooWide

MAX_CHOICES = 50
MAX_AXES = 5

# Published products with a price in the shopper's currency; `offer` is the product's price range at the moment.
OFFERED_SQL = """
    FROM catalogue_product AS product
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    JOIN catalogue_price_range AS offer
        ON offer.product_id = product.id
        AND offer.currency = %(currency)s
        AND offer.valid_from <= %(at)s
        AND (offer.valid_until IS NULL OR offer.valid_until > %(at)s)
"""
_CATEGORY_SQL = """product.category_id IN (
    SELECT below.id
    FROM catalogue_category AS top
    JOIN catalogue_category AS below ON below.id = top.id OR starts_with(below.path, top.path || '/')
    WHERE top.id = %(category_id)s
)"""
_CATEGORY_PATH_SQL = """product.category_id IN (
    SELECT below.id
    FROM catalogue_category AS below
    WHERE below.path = %(category_path)s OR starts_with(below.path, %(category_path)s || '/')
)"""
_COLLECTION_SQL = f"""product.id IN (
    SELECT member.product_id
    FROM catalogue_collection_member AS member
    JOIN catalogue_collection AS collection ON collection.id = member.collection_id
    WHERE member.collection_id = %(collection_id)s AND {MEMBER_SQL} AND {SHOWN_SQL}
)"""  # noqa: S608 - constants only
_IN_STOCK_SQL = """EXISTS (
    SELECT FROM inventory_level AS level WHERE level.variant_id = variant.id AND level.on_hand > level.reserved
)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """What the products must have; empty means anything.

    category     a category by id or by path, with everything below it
    collection   one that is shown; of a hidden one there are no products
    prices       of the cheapest variant, in minor units of the shopper's currency, both ends included
    options      axis code -> value codes; one and the same variant has one of each axis
    attributes   what they say by each of these, each attribute once
    in_stock     there is some of that variant, and its house takes orders
    """

    category_id: UUID | None = None
    category_path: str | None = None
    collection_id: UUID | None = None
    vendor_ids: tuple[UUID, ...] = ()
    lowest_minor: int | None = None
    highest_minor: int | None = None
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: tuple[AttributeFilter, ...] = ()
    in_stock: bool = False
    on_sale: bool = False

    def __post_init__(self) -> None:
        if len(self.vendor_ids) > MAX_CHOICES:
            raise FilterTooWide(path=("filter", "vendors"))
        if len(self.options) > MAX_AXES or any(len(codes) > MAX_CHOICES for codes in self.options.values()):
            raise FilterTooWide(path=("filter", "options"))
        ensure_once(self.attributes)
        ends = [end for end in (self.lowest_minor, self.highest_minor) if end is not None]
        if any(abs(end) > MAX_MINOR for end in ends):
            raise FilterTooWide(path=("filter", "price"))
        if ends != sorted(ends):
            raise EmptyPriceRange

    @property
    def facts(self) -> dict[str, Any]:
        """What a cursor is bound to: the same for filters that mean the same."""
        return {
            "category": self._category,
            "collection": self.collection_id,
            "vendors": sorted(map(str, self.vendor_ids)),
            "price": [self.lowest_minor, self.highest_minor],
            "options": {axis: sorted(codes) for axis, codes in self.options.items()},
            "flags": [self.in_stock, self.on_sale],
            # Only where there are any: cursors from before there were attributes go on.
            **({"attributes": sorted(each.fact for each in self.attributes)} if self.attributes else {}),
        }

    @property
    def _category(self) -> Any:
        # Both hold where both are said. One of them alone is as it always was, so that its cursors go on.
        if self.category_id and self.category_path:
            return [self.category_id, self.category_path]
        return self.category_id or self.category_path


EVERYTHING = ProductFilter()


@dataclass(frozen=True, slots=True)
class Condition:
    """A WHERE clause of constants of the code, and the values it takes."""

    sql: str
    params: dict[str, Any]


def condition_for(chosen: ProductFilter, *, currency: str, at: datetime) -> Condition:
    """The condition on `OFFERED_SQL` that a product is seen and fits the filter. Raises UnknownCurrency."""
    seen = seen_condition(currency=currency, at=at)
    parts, params = [seen.sql], seen.params
    for condition in product_conditions(chosen).values():
        parts.append(condition.sql)
        params |= condition.params
    if chosen.options or chosen.in_stock:
        variant = _variant_condition(chosen)
        parts.append(variant.sql)
        params |= variant.params
    return Condition(" AND ".join(parts), params)


def seen_condition(*, currency: str, at: datetime) -> Condition:
    """The condition on `OFFERED_SQL` that a product is seen. Raises UnknownCurrency."""
    if currency not in EXPONENTS:
        raise UnknownCurrency("We do not trade in that currency.", path=("currency",))
    return Condition(PUBLISHED_SQL, {"currency": currency, "at": at})


def product_conditions(chosen: ProductFilter) -> dict[str, Condition]:
    """What is asked of the product itself, its variants left out, by the facet that asks it."""
    given: dict[str, Condition] = {}
    if chosen.category_id is not None:
        given["category"] = Condition(_CATEGORY_SQL, {"category_id": chosen.category_id})
    if chosen.category_path is not None:
        path = Condition(_CATEGORY_PATH_SQL, {"category_path": chosen.category_path})
        by_id = given.get("category", Condition("true", {}))
        given["category"] = Condition(f"{by_id.sql} AND {path.sql}", by_id.params | path.params)
    if chosen.collection_id is not None:
        given["collection"] = Condition(_COLLECTION_SQL, {"collection_id": chosen.collection_id})
    if chosen.vendor_ids:
        given["vendor"] = Condition("product.vendor_id = ANY(%(vendor_ids)s)", {"vendor_ids": list(chosen.vendor_ids)})
    ends = {"lowest": chosen.lowest_minor, "highest": chosen.highest_minor}
    signs = {"lowest": ">=", "highest": "<="}
    parts = [f"offer.lowest_minor {signs[end]} %({end})s" for end, minor in ends.items() if minor is not None]
    if parts:
        given["price"] = Condition(
            " AND ".join(parts), {end: minor for end, minor in ends.items() if minor is not None}
        )
    for place, attribute in enumerate(chosen.attributes):
        given[f"attribute_{place}"] = Condition(*attribute.condition(place))
    if chosen.on_sale:
        given["sale"] = Condition("offer.is_reduced", {})
    return given


def _variant_condition(chosen: ProductFilter) -> Condition:
    parts = ["variant.product_id = product.id", "variant.is_active"]
    params: dict[str, Any] = {}
    for place, (axis, codes) in enumerate(sorted(chosen.options.items())):
        parts.append(f"variant.options ->> %(axis_{place})s::text = ANY(%(codes_{place})s::text[])")
        params |= {f"axis_{place}": axis, f"codes_{place}": list(codes)}
    if chosen.in_stock:
        parts.append(_IN_STOCK_SQL)
    sql = f"EXISTS (SELECT FROM catalogue_variant AS variant WHERE {' AND '.join(parts)})"
    if chosen.in_stock:
        sql = f"{TAKES_ORDERS_SQL} AND {sql}"
    return Condition(sql, params)
