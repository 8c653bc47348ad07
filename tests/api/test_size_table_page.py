"""The size guide on a product's page."""

import httpx
import pytest

from config.asgi import application
from domains.common.bridge import in_transaction
from tests.factories.catalogue import make_product
from tests.factories.sizing import make_size_guide

pytestmark = pytest.mark.usefixtures("database")


async def _page(slug: str) -> str:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.get(f"/p/{slug}/")
    assert response.status_code == 200
    return response.text


async def test_shows_what_each_size_is_made_for() -> None:
    product = await in_transaction(make_product, slug="kaftan")
    await in_transaction(make_size_guide, title="<Letters>", sizes={"S": {"waist": (660, 740)}})

    page = await _page(product.slug)

    assert "Size guide: &lt;Letters&gt;" in page
    assert '<th scope="col">Waist</th>' in page
    assert '<th scope="row">S</th><td>66\N{EN DASH}74 cm <span class="soft">26\N{EN DASH}29¼ in</span></td>' in page


async def test_has_no_table_without_a_guide() -> None:
    product = await in_transaction(make_product, slug="kaftan")

    assert "Size guide" not in await _page(product.slug)
