"""What the address of the listing asks for."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from domains.common.money import EXPONENTS, MAX_MINOR
from domains.search.attribute_filters import AttributeFilter
from domains.search.filters import MAX_CHOICES, ProductFilter
from domains.search.listing import Sort
from rest.pages.traits import asked_traits

AXES = ("size", "colour")
# Where no order is said: the one that staff can move, and a collection's own.
USUAL_SORT = Sort.FEATURED
_LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A listing as its address says it; what makes no sense in it counts as not said."""

    text: str
    category: str
    vendor: str
    collection: str
    lowest: int | None
    highest: int | None
    options: dict[str, tuple[str, ...]]
    traits: tuple[AttributeFilter, ...]
    in_stock: bool
    on_sale: bool
    sort: Sort
    after: str | None

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Read the query of an address."""
        ends = _number(query.get("low")), _number(query.get("high"))
        lowest, highest = ends if None in ends else sorted(end for end in ends if end is not None)
        sort = query.get("sort", "").lower()
        return cls(
            text=_plain(query.get("q", ""))[:_LONGEST_QUESTION],
            category=_plain(query.get("category", "")),
            vendor=_plain(query.get("vendor", "")),
            collection=_plain(query.get("collection", "")),
            lowest=lowest,
            highest=highest,
            options={
                axis: tuple(_plain(code) for code in query.getlist(axis)[:MAX_CHOICES])
                for axis in AXES
                if query.getlist(axis)
            },
            traits=asked_traits(query),
            in_stock="stock" in query,
            on_sale="sale" in query,
            sort=Sort(sort) if sort in set(Sort) else USUAL_SORT,
            after=query.get("after") or None,
        )

    @property
    def is_everything(self) -> bool:
        """Whether nothing was asked for: the front page."""
        where = (self.text, self.category, self.vendor, self.collection, self.after)
        said = (self.lowest, self.highest, self.options, self.traits)
        return not any((*where, *said)) and not self.in_stock and not self.on_sale and self.sort == USUAL_SORT

    @property
    def narrowings(self) -> int:
        """How many filters are set, for the phone's button."""
        prices = self.lowest is not None or self.highest is not None
        return len(self.options) + len(self.traits) + prices + self.in_stock + self.on_sale

    @property
    def without_filters(self) -> str:
        """The query of the same list with nothing chosen from it."""
        where = {"category": self.category, "vendor": self.vendor, "collection": self.collection, "q": self.text}
        query = urlencode({name: said for name, said in where.items() if said})
        return f"?{query}" if query else ""

    def chosen(self, *, vendor_id: UUID | None, collection_id: UUID | None, currency: str) -> ProductFilter:
        """The filter as the domain takes it; prices are asked in major units."""
        unit = 10 ** EXPONENTS[currency]
        return ProductFilter(
            category_path=self.category or None,
            collection_id=collection_id,
            vendor_ids=(vendor_id,) if vendor_id else (),
            lowest_minor=None if self.lowest is None else min(self.lowest * unit, MAX_MINOR),
            highest_minor=None if self.highest is None else min(self.highest * unit, MAX_MINOR),
            options=self.options,
            attributes=self.traits,
            in_stock=self.in_stock,
            on_sale=self.on_sale,
        )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()
