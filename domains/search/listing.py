"""The product list: filtered, sorted, paged by keyset."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from domains.catalogue.collections.queries import MEMBER_SQL
from domains.catalogue.queries import PRODUCT_COLUMNS
from domains.catalogue.rows import ProductRow
from domains.common.db import fetch_all, fetch_tuples
from domains.common.pagination import Cursors, page_of, page_size
from domains.markets.languages import DEFAULT_LANGUAGE
from domains.search.attribute_filters import ensure_known
from domains.search.faceting import count_facets
from domains.search.facets import Facets
from domains.search.filters import EVERYTHING, OFFERED_SQL, Condition, ProductFilter, condition_for
from domains.search.highlighting import unmarked
from domains.search.kept_facets import kept_facets
from domains.search.merchandising import list_statement
from domains.search.pages import ProductPage


class Sort(StrEnum):
    """The order of a product list.

    Featured is the order of the collection; outside of one the newest first, moved as staff say.
    """

    FEATURED = "featured"
    NEWEST = "newest"
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class _Order:
    """Columns that an index has in this order, the cast of the first one's value, the direction, and what is joined."""

    columns: tuple[str, str]
    cast: str
    descending: bool = False
    joined: str = ""

    @property
    def order_by(self) -> str:
        direction = " DESC" if self.descending else ""
        return ", ".join(column + direction for column in self.columns)

    @property
    def goes_on(self) -> str:
        """The condition of the rows behind a position."""
        sign = "<" if self.descending else ">"
        return f"({', '.join(self.columns)}) {sign} (%(after_value)s::{self.cast}, %(after_id)s::uuid)"


_IN_COLLECTION_SQL = f"""
    JOIN catalogue_collection_member AS member
        ON member.collection_id = %(collection_id)s AND member.product_id = product.id AND {MEMBER_SQL}
"""
_WIDTH = len(fields(ProductRow))
_ORDERS = {
    Sort.FEATURED: _Order(("member.position", "member.product_id"), "bigint", joined=_IN_COLLECTION_SQL),
    Sort.NEWEST: _Order(("product.publish_at", "product.id"), "timestamptz", descending=True),
    Sort.PRICE_ASC: _Order(("offer.lowest_minor", "offer.product_id"), "bigint"),
    Sort.PRICE_DESC: _Order(("offer.lowest_minor", "offer.product_id"), "bigint", descending=True),
    Sort.TITLE: _Order(("product.title", "product.id"), "text"),
}


type _Listed = tuple[ProductRow, tuple[Any, ...]]


def _listed(*columns: Any) -> _Listed:
    """A product with its position, of a record that ends with what it is sorted by."""
    return ProductRow(*columns[:_WIDTH]), (*columns[_WIDTH:], columns[0])


async def list_products(
    *,
    currency: str,
    at: datetime,
    chosen: ProductFilter = EVERYTHING,
    sort: Sort = Sort.NEWEST,
    first: int | None = None,
    after: str | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> ProductPage:
    """A page of the published products with a price in the currency. Equal values go by id.

    `language` is that of its highlights, which have no marks.

    Raises BadPageSize, BadCursor, UnknownCurrency, and for attributes what `ensure_known` raises.
    """
    size = page_size(first)
    await ensure_known(chosen.attributes)
    condition = condition_for(chosen, currency=currency, at=at)
    cursors = Cursors("products", sort=sort, currency=currency, filter=chosen.facts)
    behind = cursors.read(after) if after is not None else None
    if sort is Sort.FEATURED and chosen.collection_id is None:
        found = await _merchandised(condition, rows=size + 1, behind=behind, at=at)
    else:
        found = await _sorted(condition, _ORDERS[sort], rows=size + 1, behind=behind)
    positions = {product.id: position for product, position in found}
    page = page_of(
        [product for product, _ in found],
        size=size,
        after=after,
        position=lambda product: positions[product.id],
        cursors=cursors,
        count=lambda: count_products(condition),
    )
    return ProductPage.of(
        page,
        facets=lambda: _facets(chosen, currency=currency, at=at),
        find_highlights=lambda: unmarked(page.items, language=language),
    )


async def _facets(chosen: ProductFilter, *, currency: str, at: datetime) -> Facets:
    return await kept_facets(lambda: count_facets(chosen=chosen, currency=currency, at=at), currency, chosen.facts)


async def _sorted(condition: Condition, order: _Order, *, rows: int, behind: list[Any] | None) -> list[_Listed]:
    params = condition.params | {"rows": rows}
    if behind is not None:
        params["after_value"], params["after_id"] = behind
    return await fetch_all(_statement(condition, order, is_first=behind is None), params, row=_listed)


async def _merchandised(condition: Condition, *, rows: int, behind: list[Any] | None, at: datetime) -> list[_Listed]:
    """The newest, moved by the rules that were in force when the first page was read."""
    params = condition.params | {"rows": rows, "plain": "", "ruled_at": at.isoformat()}
    if behind is not None:
        for name, value in zip(("ruled_at", "after_rank", "after_value", "after_id"), behind, strict=True):
            params[name] = value
    sql = list_statement(
        columns=PRODUCT_COLUMNS, offered=OFFERED_SQL, condition=condition.sql, after_rank=params.get("after_rank")
    )
    return await fetch_all(sql, params, row=_listed)


async def count_products(condition: Condition) -> int:
    """How many products fit."""
    sql = f"SELECT count(*) {OFFERED_SQL} WHERE {condition.sql}"
    [(counted,)] = await fetch_tuples(sql, condition.params)
    return int(counted)


def _statement(condition: Condition, order: _Order, *, is_first: bool) -> str:
    where = condition.sql if is_first else f"{condition.sql} AND {order.goes_on}"
    return f"""
        SELECT {PRODUCT_COLUMNS}, {order.columns[0]}
        {OFFERED_SQL}
        {order.joined}
        WHERE {where}
        ORDER BY {order.order_by}
        LIMIT %(rows)s
    """
