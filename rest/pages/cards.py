"""What a page shows of products in a list: read in one batch for each kind of thing."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage

from domains.catalogue.queries import axes_by_product_id, media_by_product_id, price_range_by_product_id
from domains.catalogue.rows import AxisRow, MediaRow, OptionValueRow, PriceRangeRow, ProductRow
from domains.vendors.queries import vendor_by_id
from domains.vendors.rows import VendorRow
from rest.pages.money import written


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page needs it."""

    url: str
    alt: str
    width: int
    height: int

    @classmethod
    def of(cls, media: MediaRow) -> "Picture":
        """The picture of a row."""
        return cls(default_storage.url(media.file), media.alt, media.width, media.height)


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list."""

    slug: str
    title: str
    vendor: str
    price: str
    compare_at: str
    has_several_prices: bool
    picture: Picture | None
    cloth: Picture | None
    swatches: tuple[OptionValueRow, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    vendors: Mapping[UUID, VendorRow]
    prices: Mapping[UUID, PriceRangeRow]
    media: Mapping[UUID, list[MediaRow]]
    axes: Mapping[UUID, list[AxisRow]]

    def card(self, product: ProductRow, *, colours: Collection[str]) -> Card | None:
        price = self.prices.get(product.id)
        if price is None:
            return None  # it went between two reads
        media = self.media.get(product.id, [])
        fronts = [each for each in media if each.colour in colours] or media
        cloths = [each for each in media if not each.colour]
        return Card(
            slug=product.slug,
            title=product.title,
            vendor=self.vendors[product.vendor_id].name,
            price=written(price.lowest),
            compare_at=written(price.compare_at) if price.compare_at else "",
            has_several_prices=price.lowest_minor != price.highest_minor,
            picture=Picture.of(fronts[0]) if fronts else None,
            cloth=Picture.of(cloths[-1]) if cloths else None,
            swatches=tuple(value for axis in self.axes.get(product.id, ()) for value in axis.values if value.swatch),
        )


async def cards_of(
    products: Sequence[ProductRow], *, currency: str, at: datetime, colours: Collection[str] = ()
) -> tuple[Card, ...]:
    """The products as cards, in their order; pictured in one of the colours where they have it."""
    ids = [product.id for product in products]
    found: Any = await asyncio.gather(
        vendor_by_id(vendor_ids={product.vendor_id for product in products}),
        price_range_by_product_id(product_ids=ids, currency=currency, at=at),
        media_by_product_id(product_ids=ids),
        axes_by_product_id(product_ids=ids),
    )
    around = _Around(*found)
    cards = (around.card(product, colours=colours) for product in products)
    return tuple(card for card in cards if card)


def cloths_of(cards: Iterable[Card]) -> list[Picture]:
    """Different fabrics of the products, for the head of the page."""
    return list({card.cloth.url: card.cloth for card in cards if card.cloth}.values())
