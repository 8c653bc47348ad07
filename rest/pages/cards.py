"""What a page shows of products in a list: read in one batch for each kind of thing."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.queries import axes_by_product_id, media_by_product_id, price_range_by_product_id
from domains.catalogue.rows import AxisRow, MediaRow, PriceRangeRow, ProductRow
from domains.media.rows import PictureRow
from domains.vendors.queries import vendor_by_id
from domains.vendors.rows import VendorRow
from rest.pages.money import written
from rest.pages.pictures import Picture, Swatch, pictures_of


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
    swatches: tuple[Swatch, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    vendors: Mapping[UUID, VendorRow]
    prices: Mapping[UUID, PriceRangeRow]
    media: Mapping[UUID, list[MediaRow]]
    axes: Mapping[UUID, list[AxisRow]]
    pictures: Mapping[str, PictureRow]

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
            picture=Picture.of(fronts[0], known=self.pictures) if fronts else None,
            cloth=Picture.of(cloths[-1], known=self.pictures) if cloths else None,
            swatches=swatches_of(self.axes.get(product.id, ()), known=self.pictures),
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
    vendors, prices, media, axes = found
    pictures = await pictures_of([*_files(media.values()), *_cloth_files(axes.values())])
    around = _Around(vendors, prices, media, axes, pictures)
    cards = (around.card(product, colours=colours) for product in products)
    return tuple(card for card in cards if card)


def swatches_of(axes: Iterable[AxisRow], *, known: Mapping[str, PictureRow]) -> tuple[Swatch, ...]:
    """The colours to choose from, in order."""
    return tuple(
        Swatch.of(value, known=known) for axis in axes for value in axis.values if value.swatch or value.swatch_file
    )


def _files(lists: Iterable[list[MediaRow]]) -> Iterable[str]:
    return (media.file for each in lists for media in each)


def _cloth_files(lists: Iterable[list[AxisRow]]) -> Iterable[str]:
    return (value.swatch_file for each in lists for axis in each for value in axis.values)


def cloths_of(cards: Iterable[Card]) -> list[Picture]:
    """Different fabrics of the products, for the head of the page."""
    return list({card.cloth.url: card.cloth for card in cards if card.cloth}.values())
