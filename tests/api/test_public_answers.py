"""Public answers: entity tags, what caches are told, and a second's worth of memory."""

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import override_settings

from config.graphql.public import answers
from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.tokens import issue_guest
from tests.api.test_trusted_documents import named, send
from tests.factories.catalogue import make_product
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

PUBLIC = "public, max-age=1, stale-while-revalidate=4"
PRIVATE = "private, no-store"
VARY = "accept, authorization, x-currency, accept-language"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    answers.clear()
    yield
    answers.clear()


def _guest() -> dict[str, str]:
    return {"authorization": f"Bearer {issue_guest(guest_id=new_id(), now=utc_now())}"}


async def test_lets_everybody_keep_a_public_answer() -> None:
    await in_transaction(make_product)

    answer = await send("GET", documentId=named("ProductList"))

    assert answer.headers["cache-control"] == PUBLIC
    assert answer.headers["vary"] == VARY
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    assert list(answer.json()) == ["data"]


async def test_sends_nothing_to_who_has_it_already() -> None:
    first = await send("GET", documentId=named("Categories"))
    tag = first.headers["etag"]

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await send("GET", documentId=named("Categories"), headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert (again.headers["cache-control"], again.headers["vary"]) == (PUBLIC, VARY)
    other = await send("GET", documentId=named("Categories"), headers={"if-none-match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("name", ["Cart", "Viewer", "Orders"])
async def test_keeps_what_is_somebodys_out_of_caches(name: str) -> None:
    for headers in ({}, _guest()):
        answer = await send("GET", documentId=named(name), headers=headers)
        assert (answer.headers["cache-control"], answer.headers["vary"]) == (PRIVATE, VARY)
        assert "etag" not in answer.headers


async def test_keeps_answers_to_tokens_ad_hoc_documents_and_refusals_out_of_caches() -> None:
    with_token = await send("GET", documentId=named("Categories"), headers=_guest())
    ad_hoc = await send("GET", query="{ ping }")
    posted = await send("POST", documentId=named("Categories"))
    refused = await send("GET", documentId=named("ProductList"), variables={"first": 10_000})

    assert [each.headers["cache-control"] for each in (with_token, ad_hoc)] == [PRIVATE, PRIVATE]
    assert posted.headers["cache-control"] == "no-store"
    assert refused.json()["errors"]
    assert refused.headers["cache-control"] == PRIVATE


async def test_asks_the_database_once_in_a_burst() -> None:
    await in_transaction(make_product)

    with counted_statements() as once:
        await send("GET", documentId=named("ProductList"), variables={"first": 7})
    answers.clear()
    with counted_statements() as burst:
        same = await asyncio.gather(
            *(send("GET", documentId=named("ProductList"), variables={"first": 7}) for _ in range(20))
        )

    assert len(burst) == len(once) > 0
    assert len({each.content for each in same}) == 1


async def test_is_a_second_old_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = 1_000.0
    monkeypatch.setattr("config.graphql.public.time", SimpleNamespace(monotonic=lambda: seconds))
    product = await in_transaction(make_product)
    url: dict[str, Any] = {"documentId": named("ProductPage"), "variables": {"slug": product.slug}}
    before = await send("GET", **url)
    await in_transaction(Product.objects.filter(id=product.id).update, title="Renamed")

    seconds += 0.99
    at_once = await send("GET", **url)
    seconds += 0.01
    later = await send("GET", **url)

    assert at_once.content == before.content
    assert later.json()["data"]["product"]["title"] == "Renamed"
    assert later.headers["etag"] != before.headers["etag"]


async def test_keeps_variables_and_currencies_apart() -> None:
    one = await in_transaction(make_product, title="One")
    two = await in_transaction(make_product, title="Two")

    for product, title in ((one, "One"), (two, "Two"), (one, "One")):
        answer = await send("GET", documentId=named("ProductPage"), variables={"slug": product.slug})
        assert answer.json()["data"]["product"]["title"] == title
    naira = await send("GET", documentId=named("ProductPage"), variables={"slug": one.slug})
    dollars = await send(
        "GET", documentId=named("ProductPage"), variables={"slug": one.slug}, headers={"x-currency": "USD"}
    )
    assert naira.json()["data"]["product"]["priceRange"]["lowest"]["currency"] == "NGN"
    assert dollars.json()["data"]["product"]["priceRange"] is None


@override_settings(GRAPHQL_CACHE=timedelta(0))
async def test_keeps_nothing_where_that_is_wanted() -> None:
    product = await in_transaction(make_product)
    url: dict[str, Any] = {"documentId": named("ProductPage"), "variables": {"slug": product.slug}}
    await send("GET", **url)
    await in_transaction(Product.objects.filter(id=product.id).update, title="Renamed")

    assert (await send("GET", **url)).json()["data"]["product"]["title"] == "Renamed"


async def test_gives_another_name_of_the_operation_no_shared_answer() -> None:
    answer = await send("GET", documentId=named("Categories"), operationName="Other")

    assert (answer.status_code, answer.headers["cache-control"]) == (400, "private, no-store")
