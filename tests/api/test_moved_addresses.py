"""Old addresses over GraphQL and in the pages."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from config.asgi import application
from domains.catalogue.collections.services.keep_collections import update_collection
from domains.catalogue.services.grow_tree import update_category
from domains.catalogue.services.update_product import update_product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.vendors.services import change_vendor_slug
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_product
from tests.factories.collections import make_collection
from tests.factories.vendors import make_vendor

pytestmark = pytest.mark.usefixtures("database")

OLD = '{ product(slug: "kaftan") { slug } vendor(slug: "atelier") { slug } category(path: "women") { path } }'


async def _moved() -> None:
    vendor, women = await in_transaction(make_vendor, slug="atelier"), await in_transaction(make_category, name="Women")
    product = await in_transaction(make_product, slug="kaftan", vendor=vendor, category=women)
    await in_transaction(update_product, product_id=product.id, slug="silk-kaftan", now=utc_now())
    await in_transaction(change_vendor_slug, vendor_id=vendor.id, slug="atelier-lagos")
    await in_transaction(update_category, category_id=women.id, slug="ladies")


async def _get(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(path)


async def test_graphql_answers_an_old_address_with_the_present_one() -> None:
    await _moved()

    answer = await graphql(OLD)

    assert answer.data == {
        "product": {"slug": "silk-kaftan"},
        "vendor": {"slug": "atelier-lagos"},
        "category": {"path": "ladies"},
    }


async def test_pages_move_permanently() -> None:
    await _moved()

    product = await _get("/p/kaftan/")
    listing = await _get("/?vendor=atelier&category=women&size=m")

    assert (product.status_code, product.headers["location"]) == (301, "/p/silk-kaftan/")
    assert listing.status_code == 301
    moved = urlsplit(listing.headers["location"])
    assert (moved.path, parse_qs(moved.query)) == (
        "/",
        {"vendor": ["atelier-lagos"], "category": ["ladies"], "size": ["m"]},
    )
    assert (await _get(listing.headers["location"])).status_code == 200
    assert (await _get("/p/silk-kaftan/")).status_code == 200
    assert (await _get("/p/never-was/")).status_code == 404


async def test_a_collection_is_found_by_its_old_address() -> None:
    made = await in_transaction(make_collection, title="Linen")
    old = made.slug
    await in_transaction(update_collection, collection_id=made.id, now=utc_now(), slug="linen-summer")
    document = "query($slug: String!) { collection(slug: $slug) { slug } }"

    answers = [await graphql(document, {"slug": slug}) for slug in (old, "linen-summer", "never-was")]

    assert [answer.data["collection"] for answer in answers] == [{"slug": "linen-summer"}] * 2 + [None]
