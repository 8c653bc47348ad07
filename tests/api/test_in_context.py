"""Markets, and operations asked in the context of a country and a language."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from config.graphql.public import answers
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.live_log import publish
from domains.common.money import Money
from domains.identity.countries import COUNTRIES
from domains.identity.tokens import issue_guest
from schema.ids import encode_id
from schema.trusted import _document
from tests.api.client import graphql
from tests.api.test_live import SOON, Client, events_of, tell, url  # noqa: F401 - a fixture
from tests.api.test_trusted_documents import send
from tests.factories.catalogue import make_price, make_product
from tests.factories.inventory import make_stock
from tests.factories.markets import make_market
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

RANGE = "{ product(slug: $slug) { priceRange { lowest { minor currency } } } }"
ADD = """
mutation($variant: ID!, $country: String) @inContext(country: $country) {
  cartLineAdd(input: {variantId: $variant, quantity: 1}) {
    cart { currency matchesContext lines { quantity } }
    errors { code ... on CurrencyFixedError { currency } }
  }
}
"""

FOLLOW = """
subscription($id: ID!, $country: String) @inContext(country: $country) {
  productAvailability(productId: $id) { sequence product { priceRange { lowest { currency } } } }
}
"""
CART = 'query @inContext(country: "GB") { cart { currency matchesContext lines { quantity } } }'


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    answers.clear()
    yield
    answers.clear()


async def _priced() -> Any:
    """A product in naira, euros and pounds, and markets for France and Britain."""
    product = await in_transaction(make_product, slug="kaftan")
    variant = await in_transaction(product.variants.get)
    for money in (Money(90_00, "EUR"), Money(80_00, "GBP")):
        await in_transaction(make_price, variant=variant, price=money)
    await in_transaction(make_market, countries=("FR", "MC"), currency="EUR", languages=("fr", "en"))
    await in_transaction(make_market, countries=("GB",), currency="GBP", languages=("en-GB",))
    return variant


async def _currency(operation: str, variables: dict[str, Any] | None = None, header: str = "") -> str:
    headers = {"x-currency": header} if header else {}
    answer = await graphql(operation, {"slug": "kaftan", **(variables or {})}, headers=headers)
    currency: str = answer.data["product"]["priceRange"]["lowest"]["currency"]
    return currency


async def test_lists_the_open_markets() -> None:
    await in_transaction(make_market, countries=("MC", "FR"), currency="EUR", languages=("FR", "fr_ca", "en"))
    await in_transaction(
        make_market, countries=("US",), currency="USD", languages=("en",), tax_display="exclusive", is_open=False
    )
    document = """{
        markets { code countries currency languages taxDisplay }
        market(country: "mc") { code } closed: market(country: "US") { code } nowhere: market(country: "?") { code }
    }"""

    answer = await graphql(document)

    assert answer.data["markets"] == [
        {
            "code": "mc-fr",
            "countries": ["FR", "MC"],
            "currency": "EUR",
            "languages": ["fr", "fr-CA", "en"],
            "taxDisplay": "INCLUSIVE",
        }
    ]
    assert (answer.data["market"], answer.data["closed"], answer.data["nowhere"]) == ({"code": "mc-fr"}, None, None)


@pytest.mark.parametrize("count", [1, 50])
async def test_reads_any_number_of_markets_in_one_statement(count: int) -> None:
    for number in range(count):
        await in_transaction(make_market, countries=sorted(COUNTRIES)[number : number + 1])

    with counted_statements() as statements:
        answer = await graphql("{ markets { code countries languages } }")

    assert len(answer.data["markets"]) == count
    assert len(statements) == 1


async def test_sets_the_currency_by_literal_by_variable_and_by_its_default() -> None:
    await _priced()

    assert await _currency(f'query($slug: String!) @inContext(country: "GB") {RANGE}') == "GBP"
    variable = f"query($slug: String!, $country: String) @inContext(country: $country) {RANGE}"
    assert await _currency(variable, {"country": "fr"}) == "EUR"
    assert await _currency(variable) == "NGN"
    assert await _currency(variable, {"country": None}) == "NGN"
    default = f'query($slug: String!, $country: String = "MC") @inContext(country: $country) {RANGE}'
    assert await _currency(default) == "EUR"


async def test_the_directive_goes_before_the_header_and_the_header_before_our_own() -> None:
    await _priced()
    plain, french = f"query($slug: String!) {RANGE}", f'query($slug: String!) @inContext(country: "FR") {RANGE}'
    language = f'query($slug: String!) @inContext(language: "fr") {RANGE}'

    assert await _currency(plain) == "NGN"
    assert await _currency(plain, header="GBP") == "GBP"
    assert await _currency(french, header="GBP") == "EUR"
    assert await _currency(language, header="GBP") == "GBP"


@pytest.mark.parametrize(
    ("context", "code", "known"),
    [
        ('country: "XX"', "UNKNOWN_COUNTRY", ["FR", "GB", "MC"]),
        ('country: ""', "UNKNOWN_COUNTRY", ["FR", "GB", "MC"]),
        ('country: "US"', "UNKNOWN_COUNTRY", ["FR", "GB", "MC"]),
        ('language: "tlh"', "UNKNOWN_LANGUAGE", ["ar", "de", "en", "es", "fr", "it", "nl", "pt", "sv", "yo"]),
        ('country: "FR", language: "fr-XX"', "UNKNOWN_LANGUAGE", None),
        ('country: "FR", language: "fr; DROP TABLE"', "UNKNOWN_LANGUAGE", None),
    ],
)
async def test_tells_what_is_known_to_who_names_another(context: str, code: str, known: list[str] | None) -> None:
    await _priced()

    answer = await graphql(f"query($slug: String!) @inContext({context}) {RANGE}", {"slug": "kaftan"})

    assert (answer.status, answer.error_codes) == (400, [code])
    if known:
        assert answer.body["errors"][0]["extensions"]["known"] == known


@pytest.mark.parametrize(
    "document",
    [
        'query @inContext(country: "FR") @inContext(country: "GB") { ping }',
        '{ ping @inContext(country: "FR") }',
        "query @inContext(country: 5) { ping }",
        "query @inContext(currency: EUR) { ping }",
        "query($c: Int) @inContext(country: $c) { ping }",
    ],
)
async def test_is_said_once_on_an_operation_and_in_words(document: str) -> None:
    answer = await graphql(document)

    assert (answer.status, answer.error_codes[:1]) == (400, ["BAD_REQUEST"])


async def test_costs_one_statement_and_none_where_it_is_not_used() -> None:
    await _priced()
    document = "query($slug: String!) CONTEXT { product(slug: $slug) { title } }"

    with counted_statements() as plain:
        await graphql(document.replace("CONTEXT", ""), {"slug": "kaftan"})
    with counted_statements() as asked:
        await graphql(document.replace("CONTEXT", '@inContext(country: "GB", language: "en")'), {"slug": "kaftan"})

    assert (len(plain), len(asked)) == (1, 2)


async def test_a_cart_keeps_its_currency_and_says_so_by_type() -> None:
    variant = await _priced()
    await in_transaction(make_stock, variant=variant, on_hand=9)
    token = issue_guest(guest_id=new_id(), now=utc_now())
    key = encode_id("Variant", variant.id)

    french = await graphql(ADD, {"variant": key, "country": "FR"}, token=token)
    british = await graphql(ADD, {"variant": key, "country": "GB"}, token=token)
    plain = await graphql(ADD, {"variant": key}, token=token)
    seen = await graphql(CART, token=token)

    assert french.data["cartLineAdd"]["cart"] == {"currency": "EUR", "matchesContext": True, "lines": [{"quantity": 1}]}
    assert british.data["cartLineAdd"]["errors"] == [{"code": "CURRENCY_FIXED", "currency": "EUR"}]
    # Nobody insists on a currency here, so the cart's own counts.
    assert plain.data["cartLineAdd"]["errors"] == []
    assert seen.data["cart"] == {"currency": "EUR", "matchesContext": False, "lines": [{"quantity": 2}]}


async def test_two_countries_never_share_a_kept_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    await _priced()
    text = "query InContext($slug: String!, $country: String) @inContext(country: $country) " + RANGE
    document = _document(name="InContext", text=text, checked=True)
    monkeypatch.setattr("config.graphql.trusted.trusted_documents", lambda: {document.hash: document})

    async def ask(country: str) -> Any:
        return await send("GET", documentId=f"sha256:{document.hash}", variables={"slug": "kaftan", "country": country})

    first, second, again, wrong = [await ask(country) for country in ("FR", "GB", "FR", "XX")]

    assert document.is_public
    assert [each.json()["data"]["product"]["priceRange"]["lowest"]["currency"] for each in (first, second, again)] == [
        "EUR",
        "GBP",
        "EUR",
    ]
    assert first.headers["etag"] == again.headers["etag"] != second.headers["etag"]
    assert first.headers["cache-control"].startswith("public")
    assert (wrong.status_code, wrong.headers["cache-control"]) == (400, "private, no-store")


async def test_subscriptions_of_one_socket_have_a_context_each(url: str) -> None:  # noqa: F811 - the fixture
    variant = await _priced()
    document = """subscription($id: ID!, $country: String) @inContext(country: $country) {
        productAvailability(productId: $id) { product { priceRange { lowest { currency } } } }
    }"""
    key = encode_id("Product", variant.product_id)

    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        client = Client(socket)
        await client.start()
        told = {}
        for country in ("FR", "GB", None):
            await client.send(
                id=str(country),
                type="subscribe",
                payload={"query": document, "variables": {"id": key, "country": country}},
            )
            told[country] = await client.hear()
        await publish(topic=f"product:{variant.product_id}", cause=str(new_id()), name="PriceChanged", payload={})
        later = {(heard := await client.hear())["id"]: heard for _ in told}
        await client.subscribe(document, key="XX", id=key, country="XX")
        refused = await client.hear()

    def currency(message: Any) -> str:
        found: str = message["payload"]["data"]["productAvailability"]["product"]["priceRange"]["lowest"]["currency"]
        return found

    assert {country: currency(message) for country, message in told.items()} == {"FR": "EUR", "GB": "GBP", None: "NGN"}
    assert {country: currency(message) for country, message in later.items()} == {
        "FR": "EUR",
        "GB": "GBP",
        "None": "NGN",
    }
    assert refused["type"] == "error"
    assert refused["payload"][0]["extensions"]["code"] == "UNKNOWN_COUNTRY"


async def _streamed(door: str, product_id: Any, *, country: str, after: str = "") -> AsyncGenerator[tuple[Any, Any]]:
    """The numbers of a product's events over SSE, each with the currency of its prices."""
    headers = {"accept": "text/event-stream", **({"last-event-id": after} if after else {})}
    payload = {"query": FOLLOW, "variables": {"id": encode_id("Product", product_id), "country": country}}
    async with (
        httpx.AsyncClient(timeout=SOON) as http,
        http.stream("POST", door.replace("ws", "http", 1), json=payload, headers=headers) as answer,
    ):
        async for event in events_of(answer):
            update = event.data["data"]["productAvailability"]
            assert event.id == update["sequence"]
            yield event.id, update["product"]["priceRange"]["lowest"]["currency"]


async def test_a_stream_of_events_is_numbered_and_taken_up_in_the_same_country(url: str) -> None:  # noqa: F811
    variant = await _priced()
    topic = f"product:{variant.product_id}"

    async with aclosing(_streamed(url, variant.product_id, country="FR")) as stream:
        assert await anext(stream) == (None, "EUR")
        first = await tell(topic, "PriceChanged")
        assert await anext(stream) == (first, "EUR")
    missed = [await tell(topic, "PriceChanged") for _ in range(2)]
    async with aclosing(_streamed(url, variant.product_id, country="GB", after=first)) as stream:
        taken_up = [await anext(stream) for _ in missed]
        last = await tell(topic, "PriceChanged")
        taken_up.append(await anext(stream))

    assert taken_up == [(number, "GBP") for number in (*missed, last)]
