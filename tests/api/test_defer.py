"""`@defer` over real HTTP: what is at hand comes first, and the rest when it is ready."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
import pytest_asyncio
from django.test import override_settings

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from schema.ids import encode_id
from tests.api.live_server import serving
from tests.factories.catalogue import make_product
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")

PARTS = {"accept": "multipart/mixed;deferSpec=20220824, application/json"}
PAGE = """
query Page($id: ID!) {
  product(id: $id) { title ...Later @defer(label: "reviews") }
  ...Alike @defer(label: "alike")
}
fragment Later on Product { slug reviews(first: 5) { nodes { id } pageInfo { hasNextPage } } }
fragment Alike on Query { similarProducts(id: $id) { id } }
"""
REVIEWS = """
query($id: ID!) { product(id: $id) { title ... @defer { slug reviews(first: 5) { pageInfo { hasNextPage } } } } }
"""


@pytest_asyncio.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    async with serving() as server:
        yield f"http://127.0.0.1:{server.config.port}/graphql"


@asynccontextmanager
async def asked(url: str, document: str, headers: dict[str, str] = PARTS, **variables: Any) -> AsyncIterator[Any]:
    async with (
        httpx.AsyncClient(timeout=60) as http,
        http.stream("POST", url, json={"query": document, "variables": variables}, headers=headers) as answer,
    ):
        yield answer


async def parts_of(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """The parts as they come, read by their lengths."""
    assert answer.headers["content-type"] == 'multipart/mixed; boundary="-"; deferSpec=20220824'
    read = b""
    async for chunk in answer.aiter_bytes():
        read += chunk
        while (head := read.find(b"\r\n\r\n")) >= 0:
            length = int(read[:head].lower().split(b"content-length:")[1].split(b"\r\n")[0])
            if len(read) < head + 4 + length:
                break
            yield json.loads(read[head + 4 : head + 4 + length])
            read = read[head + 4 + length :]
    assert read == b"\r\n-----\r\n"


def whole(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """What a client puts together."""
    data: dict[str, Any] = deepcopy(parts[0]["data"])
    for item in [each for part in parts[1:] for each in part.get("incremental", ())]:
        place: Any = data
        for step in item["path"]:
            place = place[step]
        place.update(item["data"])
    return data


@asynccontextmanager
async def held_back(table: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """Nobody reads the table within the block, or until the connection is rolled back."""
    async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"]) as connection:
        await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield connection
        await connection.rollback()


async def waiting(connection: psycopg.AsyncConnection) -> int:
    """How many statements wait for a lock."""
    # A transaction sees the activity as it was when it first looked.
    await connection.execute("SELECT pg_stat_clear_snapshot()")
    statement = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    row = await (await connection.execute(statement.encode())).fetchone()
    assert row is not None
    return int(row[0])


async def test_sends_what_is_at_hand_before_the_rest_is_ready(url: str) -> None:
    product: Product = await in_transaction(make_product)
    async with held_back("reviews_review") as lock, asked(url, REVIEWS, id=encode_id("Product", product.id)) as answer:
        parts = parts_of(answer)

        first = await anext(parts)

        assert first["data"] == {"product": {"title": product.title}}
        assert (first["hasNext"], [each["path"] for each in first["pending"]]) == (True, [["product"]])
        await until(lambda: waiting(lock))
        await lock.rollback()
        rest = [part async for part in parts]

    assert rest[-1]["hasNext"] is False
    assert whole([first, *rest]) == {
        "product": {"title": product.title, "slug": product.slug, "reviews": {"pageInfo": {"hasNextPage": False}}}
    }


@pytest.mark.parametrize("accepted", [PARTS["accept"], "MULTIPART/MIXED; DeferSpec=20220824, application/json"])
async def test_is_the_same_in_parts_as_at_once(url: str, accepted: str) -> None:
    product: Product = await in_transaction(make_product)
    key = encode_id("Product", product.id)
    async with asked(url, PAGE, {"accept": accepted}, id=key) as answer:
        parts = [part async for part in parts_of(answer)]
    async with asked(url, PAGE, {"accept": "application/json"}, id=key) as answer:
        at_once = json.loads(await answer.aread())

    assert answer.headers["content-type"] == "application/json"
    assert len(parts) > 1
    assert whole(parts) == at_once["data"]
    labels = {item.get("label") for part in parts for item in part.get("incremental", ())}
    assert labels == {"reviews", "alike"}


async def test_is_one_answer_where_nothing_is_deferred_after_all(url: str) -> None:
    product: Product = await in_transaction(make_product)
    document = REVIEWS.replace("@defer", "@defer(if: false)")
    async with asked(url, document, id=encode_id("Product", product.id)) as answer:
        body = json.loads(await answer.aread())

    assert answer.headers["content-type"] == "application/json"
    assert body["data"]["product"]["slug"] == product.slug


async def test_masks_an_error_of_a_later_part_and_keeps_the_first(url: str) -> None:
    product: Product = await in_transaction(make_product)
    async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        await connection.execute("ALTER TABLE reviews_review RENAME TO reviews_gone")
        try:
            async with asked(url, REVIEWS, id=encode_id("Product", product.id)) as answer:
                parts = [part async for part in parts_of(answer)]
        finally:
            await connection.execute("ALTER TABLE reviews_gone RENAME TO reviews_review")

    assert parts[0]["data"] == {"product": {"title": product.title}}
    [done] = [each for part in parts for each in part.get("completed", ())]
    [error] = done["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("INTERNAL", "Something went wrong on our side.")
    assert "reviews_review" not in json.dumps(parts)
    assert parts[-1]["hasNext"] is False


async def test_gives_up_the_rest_when_nobody_waits_for_it(url: str) -> None:
    product: Product = await in_transaction(make_product)
    async with held_back("reviews_review") as lock:
        async with asked(url, REVIEWS, id=encode_id("Product", product.id)) as answer:
            parts = parts_of(answer)
            await anext(parts)
            await until(lambda: waiting(lock))
            await parts.aclose()  # type: ignore[attr-defined]  # it is a generator

        async def is_given_up() -> bool:
            return await waiting(lock) == 0

        await until(is_given_up)


async def test_counts_and_prices_what_is_deferred(url: str) -> None:
    product: Product = await in_transaction(make_product)
    key = encode_id("Product", product.id)
    many = "query($id: ID!) { product(id: $id) { " + "... @defer { title } " * 6 + "} }"
    variants = "variants { id price { amount { minor } } stock { availability } product { variants { id } } }"
    dear = (
        "query($id: ID!) { product(id: $id) { id } ... @defer { products(first: 50) { nodes { " + variants + " } } } }"
    )
    answers = []
    for document in (many, dear, "{ products(first: 3) { nodes @stream { id } } }"):
        async with asked(url, document, id=key) as answer:
            answers.append((answer.status_code, json.loads(await answer.aread())["errors"][0]["extensions"]["code"]))

    assert answers == [(400, "TOO_MANY_DEFERRED"), (400, "TOO_COSTLY"), (400, "BAD_REQUEST")]


async def test_defers_nothing_of_a_mutation(url: str) -> None:
    document = "mutation { guestTokenCreate { ... @defer { token } errors { code } } }"
    async with asked(url, document) as answer:
        body = json.loads(await answer.aread())

    assert answer.headers["content-type"] == "application/json"
    assert body["data"]["guestTokenCreate"]["errors"] == []


async def test_cuts_what_takes_too_long_and_ends_the_answer(url: str) -> None:
    product: Product = await in_transaction(make_product)
    # Long enough for a busy machine to have the other parts ready.
    with override_settings(GRAPHQL_DEADLINE=timedelta(seconds=4)):
        async with held_back("reviews_review") as lock:
            async with asked(url, PAGE, id=encode_id("Product", product.id)) as answer:
                parts = [part async for part in parts_of(answer)]

            async def is_given_up() -> bool:
                return await waiting(lock) == 0

            await until(is_given_up)

    labels = {each["id"]: each["label"] for part in parts for each in part.get("pending", ())}
    ended = {labels[each["id"]]: each.get("errors") for part in parts for each in part.get("completed", ())}
    assert parts[0]["data"] == {"product": {"title": product.title}}
    assert ended["alike"] is None
    [error] = ended["reviews"]
    assert (error["message"], error["extensions"]["code"]) == ("This took too long. Please try again.", "TIMEOUT")
    assert [part["hasNext"] for part in parts] == [True] * (len(parts) - 1) + [False]
