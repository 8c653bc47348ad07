"""Vectors of products, and the products that are like a product."""

import json
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from django.db import connection

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.common.money import Money
from domains.search.embedding.embedder import current_embedder
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.embedding.service import ServiceEmbedder
from domains.search.models import SearchVector
from domains.search.services.embed_products import embed_products, rebuild_vectors
from domains.search.similar import MOST_SIMILAR, similar_by_product_id, similar_products
from domains.vendors.models import Vendor
from tasks.reactions import REACTIONS
from tests.factories.catalogue import make_category, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
EMBEDDER = PackagedEmbedder()


class Silent:
    """An embedder to which nothing means anything."""

    name = "silent"

    def embed(self, texts: Any) -> list[list[float]]:
        return [[0.0] * 256 for _ in texts]


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


async def similar(product: Product) -> list[str]:
    found = await similar_by_product_id(product_ids=[product.id], currency="NGN", at=NOON)
    return [row.title for row in found.get(product.id, [])]


def likeness(one: str, other: str) -> float:
    first, second = EMBEDDER.embed([one, other])
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_the_packaged_embedder_gives_unit_vectors_and_zeros_for_nothing() -> None:
    said, silent, odd = EMBEDDER.embed(["leather sandals", "", "裙子 👩🏽‍🎨 \x00"])

    assert len(said) == len(silent) == len(odd) == 256
    assert math.isclose(math.hypot(*said), 1, abs_tol=1e-5)
    assert set(silent) == {0.0}
    assert all(math.isfinite(number) for number in odd)
    assert EMBEDDER.embed(["leather sandals"]) == [said]
    assert current_embedder().name == EMBEDDER.name


def test_what_is_alike_is_near() -> None:
    assert likeness("leather sandals", "suede sandals") > likeness("leather sandals", "silk evening gown") + 0.2
    assert likeness("wool coat", "tweed overcoat") > likeness("wool coat", "gold earrings")


def test_writes_one_vector_per_product_and_none_that_says_nothing() -> None:
    ids = [make_product(title=f"Gown {number}").id for number in range(3)]

    assert embed_products(product_ids=ids, embedder=EMBEDDER, now=NOON) == 3
    assert embed_products(product_ids=ids[:1], embedder=EMBEDDER, now=NOON) == 1
    assert SearchVector.objects.count() == 3
    assert embed_products(product_ids=ids[:1], embedder=Silent(), now=NOON) == 0
    assert set(SearchVector.objects.values_list("product_id", flat=True)) == set(ids[1:])
    assert rebuild_vectors(embedder=EMBEDDER, now=NOON) == 3
    assert embed_products(product_ids=[], embedder=EMBEDDER, now=NOON) == 0


def test_a_batch_takes_as_many_statements_as_one() -> None:
    ids = [make_product().id for _ in range(5)]

    counts = []
    for some in (ids[:1], ids):
        with counted_statements() as statements:
            embed_products(product_ids=some, embedder=EMBEDDER, now=NOON)
        counts.append(len(statements))

    assert counts == [3, 3]


def _shop() -> dict[str, Product]:
    shoes, gowns = make_category(name="Shoes"), make_category(name="Gowns")
    hidden = make_vendor(status=Vendor.Status.SUSPENDED)
    shown: dict[str, Any] = {}
    return {
        title: make_product(title=title, category=category, price=Money(price * 100, "NGN"), **facts)
        for title, category, price, facts in [
            ("Leather Sandals", shoes, 100, shown),
            ("Suede Sandals", shoes, 900, shown),
            ("Wool Slippers", shoes, 110, shown),
            ("Silk Evening Gown", gowns, 100, shown),
            ("Draft Sandals", shoes, 100, {"state": Product.State.DRAFT}),
            ("Secret Sandals", shoes, 100, {"vendor": hidden}),
        ]
    }


async def test_the_nearest_come_first_and_nothing_hidden_comes() -> None:
    shop = await made(_shop)
    await made(rebuild_vectors, embedder=EMBEDDER, now=NOON)

    assert await similar(shop["Leather Sandals"]) == ["Suede Sandals", "Wool Slippers", "Silk Evening Gown"]
    assert "Silk Evening Gown" not in await similar(shop["Silk Evening Gown"])


async def test_without_vectors_they_are_of_the_category_and_cost_about_as_much() -> None:
    shop = await made(_shop)
    await made(rebuild_vectors, embedder=Silent(), now=NOON)

    assert await similar(shop["Leather Sandals"]) == ["Wool Slippers", "Suede Sandals", "Silk Evening Gown"]


async def test_what_stands_alone_shows_its_brand_and_then_what_is_new() -> None:
    shop = await made(_shop)
    gown = shop["Silk Evening Gown"]
    await made(make_product, title="Straw Hat", vendor=gown.vendor, category=await made(make_category, name="Hats"))

    found = await similar(gown)

    assert found[0] == "Straw Hat"
    assert sorted(found[1:]) == ["Leather Sandals", "Suede Sandals", "Wool Slippers"]


async def test_a_vector_of_zeros_is_near_to_nothing_and_still_shows_something() -> None:
    shop = await made(_shop)
    await made(rebuild_vectors, embedder=EMBEDDER, now=NOON)
    sandals = shop["Leather Sandals"]
    await made(lambda: SearchVector.objects.filter(product=sandals).update(embedding=[0.0] * 256))

    assert await similar(sandals) == ["Wool Slippers", "Suede Sandals", "Silk Evening Gown"]
    assert "Leather Sandals" in await similar(shop["Wool Slippers"])


@pytest.mark.parametrize("title", ["Draft Sandals", "Secret Sandals"])
async def test_a_hidden_product_is_like_nothing_and_answers_like_a_missing_one(title: str) -> None:
    shop = await made(_shop)
    await made(rebuild_vectors, embedder=EMBEDDER, now=NOON)

    assert await similar(shop[title]) == []
    for product_id in (shop[title].id, new_id()):
        with pytest.raises(NotFound, match="There is no such product"):
            await similar_products(product_id=product_id, currency="NGN", at=NOON)


async def test_vectors_of_another_embedder_are_not_compared() -> None:
    shop = await made(_shop)
    await made(rebuild_vectors, embedder=EMBEDDER, now=NOON)
    sandals = shop["Leather Sandals"]
    await made(lambda: SearchVector.objects.filter(product=sandals).update(embedder="another"))

    assert await similar(sandals) == ["Wool Slippers", "Suede Sandals", "Silk Evening Gown"]


async def test_is_one_statement_for_any_number_and_gives_no_more_than_it_may() -> None:
    category = await made(make_category)
    ids = [(await made(make_product, category=category)).id for _ in range(MOST_SIMILAR + 3)]
    await made(rebuild_vectors, embedder=EMBEDDER, now=NOON)

    for some in (ids[:1], ids):
        with counted_statements() as statements:
            found = await similar_by_product_id(product_ids=some, currency="NGN", at=NOON)
        assert len(statements) == 1
        assert {len(rows) for rows in found.values()} == {MOST_SIMILAR}
        assert all(key not in {row.id for row in rows} for key, rows in found.items())


def test_a_changed_product_gets_its_vector_by_a_reaction() -> None:
    assert "embed_product" in [reaction.name for reaction in REACTIONS["ProductChanged"]]


def test_near_vectors_are_found_by_their_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT product_id FROM search_vector ORDER BY embedding <=> %s LIMIT 5", [str([1] * 256)]
        )
        plan = " ".join(line for (line,) in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")

    assert "search_vector_near" in plan


class _Service(BaseHTTPRequestHandler):
    width = 256

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        rows = [{"index": n, "embedding": [3.0 if text else 0.0] * self.width} for n, text in enumerate(asked["input"])]
        is_known = self.headers["authorization"] == "Bearer key" and asked["dimensions"] == 256
        body = json.dumps({"data": rows[::-1]}).encode()
        self.send_response(200 if is_known else 401)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Service)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_the_service_embedder_speaks_the_embeddings_api(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = ServiceEmbedder(url=service, key="key", model="m", dimensions=256)

    said, silent = asking.embed(["gown", ""])

    assert math.isclose(math.hypot(*said), 1, abs_tol=1e-5)
    assert set(silent) == {0.0}
    monkeypatch.setattr(_Service, "width", 3)
    with pytest.raises(ValueError, match="shape"):
        asking.embed(["gown"])
    asking.close()
    refused = ServiceEmbedder(url=service, key="wrong", model="m", dimensions=256)
    with pytest.raises(httpx.HTTPStatusError):
        refused.embed(["gown"])
    refused.close()
