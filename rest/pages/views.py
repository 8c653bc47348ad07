"""The storefront's pages. What can be read is rendered here; what can be done goes through GraphQL, by scripts."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
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
from domains.catalogue.price_history_queries import lowest_before_reduction_by_product_id
from domains.catalogue.queries import find_product, media_by_product_id, price_range_by_product_id
from domains.catalogue.rows import CategoryRow, ProductRow
from domains.catalogue.sizing.queries import guide_by_product_id
from domains.common.clock import utc_now
from domains.common.errors import DomainError, NotFound
from domains.common.money import EXPONENTS
from domains.search.listing import Sort, list_products
from domains.search.pages import ProductPage
from domains.search.queries import search_products
from domains.vendors.queries import find_vendor, vendor_by_id
from domains.vendors.rows import VendorRow
from rest.pages.asked import USUAL_SORT, Asked
from rest.pages.cards import cards_of, cloths_of, key_of, marked
from rest.pages.choices import Choices, choices_of
from rest.pages.documents import hashes
from rest.pages.facts import facts_of
from rest.pages.money import written
from rest.pages.pictures import Picture, pictures_of
from rest.pages.places import Place, place_of
from rest.pages.wording import Kind, worded

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
    asked, place, now = Asked.of(request.GET), await place_of(request), utc_now()
    context: dict[str, Any] = {"asked": asked, "sorts": SORTS, "usual_sort": USUAL_SORT}
    try:
        vendor = await find_vendor(slug=asked.vendor) if asked.vendor else None
        category = await find_category(path=asked.category) if asked.category else None
        if (vendor and vendor.slug != asked.vendor) or (category and category.path != asked.category):
            return _moved(request, vendor=vendor, category=category)
        collection = await find_collection(slug=asked.collection, at=now) if asked.collection else None
        ids = {"vendor_id": vendor.id if vendor else None, "collection_id": collection.id if collection else None}
        page = await _page(asked, ids=ids, place=place)
        context |= await _found(page, asked, place=place, at=now) | {"more": _more(request, page)}
    except NotFound:
        return await _lost(request)
    except DomainError as error:
        vendor, category, collection = None, None, None
        context |= {"trouble": error.message, "choices": Choices(), "total": 0}
    context |= {
        "category": await _one(Kind.CATEGORY, category, place),
        "way": await _way(category, place),
        "vendor": await _one(Kind.VENDOR, vendor, place),
        "collection": await _one(Kind.COLLECTION, collection, place),
        "collections": await _collections(asked, place=place, at=now),
        "clear": f"{request.path}{asked.without_filters}",
    }
    return await rendered(request, "listing", context, place=place)


@require_safe
async def product(request: HttpRequest, slug: str) -> HttpResponse:
    """A product; its options and stock come by GraphQL and stay live."""
    now, place = utc_now(), await place_of(request)
    try:
        found = await find_product(slug=slug, at=now)
    except NotFound:
        return await _lost(request)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(reverse("product", args=[found.slug]))
    media = (await media_by_product_id(product_ids=[found.id])).get(found.id, [])
    known = await pictures_of(each.file for each in media)
    vendors = await vendor_by_id(vendor_ids=[found.vendor_id])
    category = (await category_by_id(category_ids=[found.category_id]))[found.category_id]
    context = {
        "product": await _one(Kind.PRODUCT, found, place),
        "key": key_of(found),
        "vendor": await _one(Kind.VENDOR, vendors[found.vendor_id], place),
        "category": await _one(Kind.CATEGORY, category, place),
        "way": await _way(category, place),
        "pictures": [(Picture.of(each, known=known), each.colour) for each in media],
        "guide": (await guide_by_product_id(product_ids=[found.id])).get(found.id),
        "facts": await facts_of(found.id, language=place.language),
    }
    return await rendered(request, "product", context | await _prices(found, place=place, at=now), place=place)


@require_safe
async def cart(request: HttpRequest) -> HttpResponse:
    """The shell of the cart."""
    return await rendered(request, "cart", {})


@require_safe
async def checkout(request: HttpRequest) -> HttpResponse:
    """The shell of the checkout."""
    return await rendered(request, "checkout", {})


@require_safe
async def account(request: HttpRequest) -> HttpResponse:
    """The shell of orders and news, for who is logged in."""
    return await rendered(request, "account", {})


def own(name: str) -> Callable[[HttpRequest], Coroutine[Any, Any, HttpResponse]]:
    """The shell of another page of one's account, by its template."""

    @require_safe
    async def page(request: HttpRequest) -> HttpResponse:
        return await rendered(request, name, {})

    return page


@require_safe
async def login(request: HttpRequest) -> HttpResponse:
    """Where one logs in."""
    return await rendered(request, "login", {})


@require_safe
async def register(request: HttpRequest) -> HttpResponse:
    """Where one makes an account."""
    return await rendered(request, "register", {})


@require_safe
async def reset_password(request: HttpRequest) -> HttpResponse:
    """Where a link of a letter leads, its token behind the `#`: that is sent to nobody, this server neither."""
    return await rendered(request, "reset_password", {})


@require_safe
async def wishlist(request: HttpRequest, token: str = "") -> HttpResponse:
    """The shell of one's own wishlist, or of one that somebody shares."""
    return await rendered(request, "wishlist", {"token": token})


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


async def _prices(product: ProductRow, *, place: Place, at: datetime) -> dict[str, Any]:
    """The price of the cheapest variant, what it is compared with, and the lowest before its reduction."""
    of_product: dict[str, Any] = {"product_ids": [product.id], "currency": place.currency, "at": at}
    price = (await price_range_by_product_id(**of_product)).get(product.id)
    if price is None:
        return {}
    lowest = (await lowest_before_reduction_by_product_id(**of_product)).get(product.id) if price.compare_at else None
    return {
        "price": written(price.lowest),
        "has_several_prices": price.lowest_minor != price.highest_minor,
        "compare_at": written(price.compare_at) if price.compare_at else "",
        "lowest": written(lowest) if lowest else "",
    }


async def _found(page: ProductPage, asked: Asked, *, place: Place, at: datetime) -> dict[str, Any]:
    """What a list shows of a page of products."""
    cards = await cards_of(page.items, place=place, at=at, colours=asked.options.get("colour", ()))
    if asked.text and not place.foreign:
        cards = marked(cards, await page.highlights(), known=page.items)
    choices = await choices_of(page, asked=asked, language=place.language)
    return {"cards": cards, "cloths": cloths_of(cards), "choices": choices, "total": await page.count()}


async def _one[Row](kind: Kind, row: Row | None, place: Place) -> Row | None:
    return (await worded(kind, [row], language=place.language))[0] if row is not None else None


async def _collections(asked: Asked, *, place: Place, at: datetime) -> Sequence[CollectionRow]:
    """What the front page offers to browse."""
    if not asked.is_everything:
        return ()
    found = await list_collections(at=at, first=MOST_COLLECTIONS)
    return await worded(Kind.COLLECTION, found.items, language=place.language)


async def _page(asked: Asked, *, ids: Mapping[str, UUID | None], place: Place) -> ProductPage:
    of_page: dict[str, Any] = {
        "currency": place.currency,
        "at": utc_now(),
        "chosen": asked.chosen(**ids, currency=place.currency),
        "first": PAGE_SIZE,
        "after": asked.after,
    }
    if asked.text:
        return await search_products(text=asked.text, language=place.language, **of_page)
    return await list_products(sort=asked.sort, **of_page)


async def _way(category: CategoryRow | None, place: Place) -> list[CategoryRow]:
    if category is None:
        return []
    found = (await ancestors_by_category_id(category_ids=[category.id])).get(category.id, [])
    return await worded(Kind.CATEGORY, found, language=place.language)


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


async def rendered(
    request: HttpRequest, name: str, context: dict[str, Any], *, place: Place | None = None, status: int = 200
) -> HttpResponse:
    """A page of the storefront with what all of them show."""
    place = place or await place_of(request)
    common = {
        "roots": await worded(Kind.CATEGORY, await list_root_categories(), language=place.language),
        "place": place,
        "currency": place.currency,
        "exponent": EXPONENTS[place.currency],
        "wording": place.foreign,
        "documents": hashes(),
        "page": name,
    }
    response = render(request, f"storefront/{name}.html", common | context, status=status)
    # Prices and words depend on cookies, and on the moment.
    response["Cache-Control"] = "private, no-cache"
    return response
