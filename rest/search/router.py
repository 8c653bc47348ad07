"""Search and autocomplete over plain HTTP, for whoever does not speak GraphQL."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from domains.catalogue.categories import category_by_id
from domains.catalogue.queries import media_by_product_id, price_range_by_product_id
from domains.catalogue.rows import CategoryRow, MediaRow, PriceRangeRow, ProductRow
from domains.common.clock import utc_now
from domains.markets.languages import DEFAULT_LANGUAGE, chain_of, language_of
from domains.markets.translations import Texts, texts_by_target
from domains.search.facet_names import named_facets
from domains.search.queries import search_products, suggest
from domains.search.recommending import Batch, look_by_product_id, products_beside, together_by_product_id
from domains.search.similar import similar_products
from domains.vendors.queries import vendor_by_id
from domains.vendors.rows import VendorRow
from rest.search.asking import SearchIn
from rest.search.shapes import (
    FacetsOut,
    HighlightOut,
    ImageOut,
    MoneyOut,
    ProductOut,
    ResultsOut,
    SimilarOut,
    SuggestionOut,
    SuggestionsOut,
    VendorOut,
)

router = Router(tags=["search"])


class SimilarIn(Schema):
    """How many, and in which currency."""

    currency: str = Field(default_factory=lambda: settings.DEFAULT_CURRENCY)
    first: int = Field(6, description="1 to 12.")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is shown of products beside their own rows: a batch for each kind, read at the same time."""

    vendors: Mapping[UUID, VendorRow]
    categories: Mapping[UUID, CategoryRow]
    prices: Mapping[UUID, PriceRangeRow]
    media: Mapping[UUID, list[MediaRow]]
    texts: Mapping[UUID, Texts]
    marks: Mapping[UUID, HighlightOut]

    @classmethod
    async def of(
        cls,
        products: Sequence[ProductRow],
        *,
        currency: str,
        at: datetime,
        language: str,
        marks: Mapping[UUID, HighlightOut],
    ) -> Self:
        """Read the surroundings of these products."""
        ids = [product.id for product in products]
        vendors, categories, prices, media, texts = await asyncio.gather(
            vendor_by_id(vendor_ids={product.vendor_id for product in products}),
            category_by_id(category_ids={product.category_id for product in products}),
            price_range_by_product_id(product_ids=ids, currency=currency, at=at),
            media_by_product_id(product_ids=ids),
            _texts(ids, language=language),
        )
        return cls(vendors, categories, prices, media, texts, marks)

    def around(self, product: ProductRow) -> ProductOut | None:
        """The product as it is shown; None where its price went between two reads."""
        price, vendor = self.prices.get(product.id), self.vendors[product.vendor_id]
        if price is None:
            return None
        return ProductOut(
            id=product.id,
            title=self.texts.get(product.id, {}).get("title", product.title),
            slug=product.slug,
            vendor=VendorOut(id=vendor.id, name=vendor.name, slug=vendor.slug),
            category_path=self.categories[product.category_id].path,
            lowest_price=MoneyOut.of(price.lowest),
            highest_price=MoneyOut.of(price.highest),
            compare_at=MoneyOut.of(price.compare_at) if price.compare_at else None,
            image=_image(self.media.get(product.id)),
            highlight=self.marks.get(product.id),
        )


@router.get("", response=ResultsOut, summary="Search products")
async def search(request: HttpRequest, asked: Query[SearchIn]) -> ResultsOut:
    """Products that answer the question, best first; where too few do, also what resembles it."""
    now, currency, language = utc_now(), asked.currency.upper(), language_of(asked.language)
    page = await search_products(
        text=asked.q,
        currency=currency,
        at=now,
        chosen=asked.chosen,
        first=asked.first,
        after=asked.after,
        mode=asked.mode,
        language=language,
    )
    marks = {row.product_id: HighlightOut.from_orm(row) for row in await page.highlights()} if asked.highlight else {}
    return ResultsOut(
        items=await _shown(page.items, currency=currency, at=now, language=language, marks=marks),
        total_count=await page.count() if asked.count else None,
        facets=FacetsOut.from_orm(await named_facets(await page.facets(), language=language)) if asked.facets else None,
        has_next=page.has_next,
        end_cursor=page.end_cursor,
    )


@router.get("/autocomplete", response=SuggestionsOut, summary="Suggest while typing")
async def autocomplete(
    request: HttpRequest, q: str = "", limit: int = 8, language: str = DEFAULT_LANGUAGE
) -> SuggestionsOut:
    """Products, categories and vendors that the shopper may be about to type, up to `limit` (1 to 20) of each."""
    suggestions = await suggest(text=q, at=utc_now(), limit=limit, language=language_of(language))
    return SuggestionsOut(
        items=[SuggestionOut(kind=row.kind, id=row.id, name=row.name, slug=row.slug) for row in suggestions]
    )


@router.get("/similar/{product_id}", response=SimilarOut, summary="Products like a product")
async def similar(request: HttpRequest, product_id: UUID, asked: Query[SimilarIn]) -> SimilarOut:
    """The likest first, `first` (1 to 12) of them; 404 for a product that can't be seen."""
    now, currency = utc_now(), asked.currency.upper()
    found = await similar_products(product_id=product_id, currency=currency, at=now, first=asked.first)
    return SimilarOut(items=await _shown(found, currency=currency, at=now))


@router.get("/complete-the-look/{product_id}", response=SimilarOut, summary="What goes with a product")
async def complete_the_look(request: HttpRequest, product_id: UUID, asked: Query[SimilarIn]) -> SimilarOut:
    """Products of other categories, `first` (1 to 12) of them; 404 for a product that can't be seen."""
    return await _beside(look_by_product_id, product_id, asked)


@router.get("/bought-together/{product_id}", response=SimilarOut, summary="What others bought with a product")
async def bought_together(request: HttpRequest, product_id: UUID, asked: Query[SimilarIn]) -> SimilarOut:
    """The most often first, then what is like it; 404 for a product that can't be seen."""
    return await _beside(together_by_product_id, product_id, asked)


async def _beside(batch: Batch, product_id: UUID, asked: SimilarIn) -> SimilarOut:
    now, currency = utc_now(), asked.currency.upper()
    found = await products_beside(batch, product_id=product_id, currency=currency, at=now, first=asked.first)
    return SimilarOut(items=await _shown(found, currency=currency, at=now))


async def _shown(
    products: Sequence[ProductRow],
    *,
    currency: str,
    at: datetime,
    language: str = DEFAULT_LANGUAGE,
    marks: Mapping[UUID, HighlightOut] = MappingProxyType({}),
) -> list[ProductOut]:
    surroundings = await Surroundings.of(products, currency=currency, at=at, language=language, marks=marks)
    return [shown for product in products if (shown := surroundings.around(product))]


async def _texts(product_ids: Sequence[UUID], *, language: str) -> Mapping[UUID, Texts]:
    # What was written needs no statement.
    if not chain_of(language):
        return {}
    return await texts_by_target(kind="product", targets=product_ids, language=language)


def _image(media: Sequence[MediaRow] | None) -> ImageOut | None:
    if not media:
        return None
    first = media[0]
    return ImageOut(url=default_storage.url(first.file), alt=first.alt, width=first.width, height=first.height)
