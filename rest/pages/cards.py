"""What a page shows of products in a list: read in one batch for each kind of thing."""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.queries import axes_by_product_id, media_by_product_id, price_range_by_product_id
from domains.catalogue.rows import AxisRow, MediaRow, PriceRangeRow, ProductRow
from domains.media.rows import PictureRow
from domains.search.highlighting import Highlight
from domains.vendors.queries import vendor_by_id
from domains.vendors.rows import VendorRow
from rest.pages.money import written
from rest.pages.pictures import Picture, Swatch, pictures_of
from rest.pages.places import Place
from rest.pages.wording import Kind, worded, worded_axes


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. What is marked is HTML, escaped where it was made; empty where nothing is."""

    key: str
    slug: str
    title: str
    vendor: str
    price: str
    compare_at: str
    has_several_prices: bool
    picture: Picture | None
    cloth: Picture | None
    swatches: tuple[Swatch, ...]
    marked_title: str = ""
    excerpt: str = ""


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
            key=key_of(product),
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
    products: Sequence[ProductRow], *, place: Place, at: datetime, colours: Collection[str] = ()
) -> tuple[Card, ...]:
    """The products as cards, in their order; pictured in one of the colours where they have it."""
    ids = [product.id for product in products]
    found: Any = await asyncio.gather(
        vendor_by_id(vendor_ids={product.vendor_id for product in products}),
        price_range_by_product_id(product_ids=ids, currency=place.currency, at=at),
        media_by_product_id(product_ids=ids),
        _axes(ids, language=place.language),
        worded(Kind.PRODUCT, products, language=place.language),
    )
    vendors, prices, media, axes, products = found
    pictures = await pictures_of([*_files(media.values()), *_cloth_files(axes.values())])
    around = _Around(vendors, prices, media, axes, pictures)
    cards = (around.card(product, colours=colours) for product in products)
    return tuple(card for card in cards if card)


def key_of(product: ProductRow) -> str:
    """The id by which /graphql knows it."""
    return urlsafe_b64encode(f"Product:{product.id}".encode()).decode().rstrip("=")


def marked(cards: Iterable[Card], highlights: Iterable[Highlight], *, known: Iterable[ProductRow]) -> tuple[Card, ...]:
    """The cards of a search, with the words marked that answer it."""
    answers = {key_of(product): found for product, found in zip(known, highlights, strict=True)}
    return tuple(_marked(card, answers[card.key]) for card in cards)


def _marked(card: Card, found: Highlight) -> Card:
    excerpt = found.excerpt if found.excerpt and "<mark>" in found.excerpt else ""
    return replace(card, marked_title=found.title, excerpt=excerpt)


async def _axes(ids: Sequence[UUID], *, language: str) -> Mapping[UUID, list[AxisRow]]:
    found = await axes_by_product_id(product_ids=ids)
    spoken = iter(await worded_axes([axis for axes in found.values() for axis in axes], language=language))
    return {product_id: [next(spoken) for _ in axes] for product_id, axes in found.items()}


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
