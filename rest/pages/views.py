"""The storefront's pages. What can be read is rendered here; what can be done goes through GraphQL, by scripts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from domains.catalogue.categories import (
    ancestors_by_category_id,
    category_by_id,
    find_category,
    list_root_categories,
)
from domains.catalogue.collections.queries import find_collection, list_collections
from domains.catalogue.collections.rows import CollectionRow
from domains.catalogue.queries import find_product, media_by_product_id, price_range_by_product_id
from domains.catalogue.rows import CategoryRow
from domains.catalogue.sizing.queries import guide_by_product_id
from domains.common.clock import utc_now
from domains.common.errors import DomainError, NotFound
from domains.search.listing import Sort, list_products
from domains.search.pages import ProductPage
from domains.search.queries import search_products
from domains.vendors.queries import find_vendor, vendor_by_id
from domains.vendors.rows import VendorRow
from rest.pages.asked import USUAL_SORT, Asked, currency_of
from rest.pages.cards import cards_of, cloths_of
from rest.pages.choices import Choices, choices_of
from rest.pages.money import CURRENCIES, written
from rest.pages.pictures import Picture, pictures_of

PAGE_SIZE = 24
SORTS = (
    (Sort.FEATURED, "Featured"),
    (Sort.NEWEST, "Newest first"),
    (Sort.PRICE_ASC, "Price, low to high"),
    (Sort.PRICE_DESC, "Price, high to low"),
    (Sort.TITLE, "By name"),
)
MOST_COLLECTIONS = 8


@require_safe
async def listing(request: HttpRequest) -> HttpResponse:
    """The front page, every list and every search."""
    asked, now, currency = Asked.of(request.GET), utc_now(), currency_of(request)
    trouble = ""
    try:
        vendor = await find_vendor(slug=asked.vendor) if asked.vendor else None
        category = await find_category(path=asked.category) if asked.category else None
        if (vendor and vendor.slug != asked.vendor) or (category and category.path != asked.category):
            return _moved(request, vendor=vendor, category=category)
        collection = await find_collection(slug=asked.collection, at=now) if asked.collection else None
        ids = {"vendor_id": vendor.id if vendor else None, "collection_id": collection.id if collection else None}
        page = await _page(asked, ids=ids, currency=currency)
        colours = asked.options.get("colour", ())
        cards = await cards_of(page.items, currency=currency, at=now, colours=colours)
        choices, total = await choices_of(page), await page.count()
    except NotFound:
        return await _lost(request)
    except DomainError as error:
        vendor, category, collection, page, trouble = None, None, None, None, error.message
        cards, choices, total = (), Choices(), 0
    context = {
        "asked": asked,
        "category": category,
        "way": await _way(category),
        "vendor": vendor,
        "collection": collection,
        "collections": await _collections(asked, at=now),
        "cards": cards,
        "cloths": cloths_of(cards),
        "choices": choices,
        "total": total,
        "trouble": trouble,
        "more": _more(request, page),
        "sorts": SORTS,
        "usual_sort": USUAL_SORT,
    }
    return await rendered(request, "listing", context)


@require_safe
async def product(request: HttpRequest, slug: str) -> HttpResponse:
    """A product; its options and stock come by GraphQL and stay live."""
    now, currency = utc_now(), currency_of(request)
    try:
        found = await find_product(slug=slug, at=now)
    except NotFound:
        return await _lost(request)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(reverse("product", args=[found.slug]))
    prices = await price_range_by_product_id(product_ids=[found.id], currency=currency, at=now)
    media = (await media_by_product_id(product_ids=[found.id])).get(found.id, [])
    known = await pictures_of(each.file for each in media)
    vendors = await vendor_by_id(vendor_ids=[found.vendor_id])
    categories = await category_by_id(category_ids=[found.category_id])
    price = prices.get(found.id)
    context = {
        "product": found,
        "vendor": vendors[found.vendor_id],
        "category": categories[found.category_id],
        "way": await _way(categories[found.category_id]),
        "pictures": [(Picture.of(each, known=known), each.colour) for each in media],
        "price": written(price.lowest) if price else "",
        "compare_at": written(price.compare_at) if price and price.compare_at else "",
        "guide": (await guide_by_product_id(product_ids=[found.id])).get(found.id),
        "facts": [(name.replace("_", " ").capitalize(), said) for name, said in sorted(found.attributes.items())],
    }
    return await rendered(request, "product", context)


@require_safe
async def cart(request: HttpRequest) -> HttpResponse:
    """The shell of the cart."""
    return await rendered(request, "cart", {})


@require_safe
async def checkout(request: HttpRequest) -> HttpResponse:
    """The shell of the checkout."""
    return await rendered(request, "checkout", {})


@require_safe
async def returning(request: HttpRequest) -> HttpResponse:
    """Where the payment provider sends the shopper back to."""
    return await rendered(request, "returning", {})


@require_safe
async def order(request: HttpRequest, order_id: str) -> HttpResponse:
    """The shell of an order; who may see it is decided where it is read, by GraphQL."""
    return await rendered(request, "order", {"order_id": order_id})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where old browsers look for the icon."""
    return HttpResponseRedirect(static("storefront/icon.svg"))


async def _collections(asked: Asked, *, at: datetime) -> Sequence[CollectionRow]:
    """What the front page offers to browse."""
    return (await list_collections(at=at, first=MOST_COLLECTIONS)).items if asked.is_everything else ()


async def _page(asked: Asked, *, ids: Mapping[str, UUID | None], currency: str) -> ProductPage:
    chosen, now = asked.chosen(**ids, currency=currency), utc_now()
    if asked.text:
        return await search_products(
            text=asked.text, currency=currency, at=now, chosen=chosen, first=PAGE_SIZE, after=asked.after
        )
    return await list_products(
        currency=currency, at=now, chosen=chosen, sort=asked.sort, first=PAGE_SIZE, after=asked.after
    )


async def _way(category: CategoryRow | None) -> list[CategoryRow]:
    if category is None:
        return []
    return (await ancestors_by_category_id(category_ids=[category.id])).get(category.id, [])


def _more(request: HttpRequest, page: ProductPage | None) -> str:
    if page is None or not page.has_next:
        return ""
    query = request.GET.copy()
    query["after"] = page.end_cursor or ""
    return f"?{query.urlencode()}"


def _moved(request: HttpRequest, *, vendor: VendorRow | None, category: CategoryRow | None) -> HttpResponse:
    query = request.GET.copy()
    if vendor:
        query["vendor"] = vendor.slug
    if category:
        query["category"] = category.path
    return HttpResponsePermanentRedirect(f"{request.path}?{query.urlencode()}")


async def _lost(request: HttpRequest) -> HttpResponse:
    return await rendered(request, "lost", {}, status=404)


async def rendered(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the storefront with what all of them show."""
    common = {
        "roots": await list_root_categories(),
        "currency": currency_of(request),
        "currencies": CURRENCIES,
        "page": name,
    }
    response = render(request, f"storefront/{name}.html", common | context, status=status)
    # Prices depend on the cookie, and on the moment.
    response["Cache-Control"] = "private, no-cache"
    return response
