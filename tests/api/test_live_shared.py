"""What everybody is told alike is read once, however many follow it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio

from domains.common.bridge import in_transaction
from domains.common.ids import new_id
from schema.ids import encode_id
from tests.api.live_server import serving
from tests.api.test_live import STOCK, Client, followed, opened, tell
from tests.api.test_live_resume import token_of
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user, an_access_token
from tests.factories.inventory import make_stock
from tests.factories.reviews import make_review
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

TITLE = "subscription($id: ID!) { productAvailability(productId: $id) { sequence product { title } } }"


@pytest_asyncio.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    async with serving() as server:
        yield f"ws://127.0.0.1:{server.config.port}/graphql"


async def following(stack: AsyncExitStack, url: str, product: Any, document: str = STOCK, *, first: int = 1) -> Client:
    client = Client(await stack.enter_async_context(opened(url)))
    # Strangers and guests are told the same.
    await client.start(token_of(new_id()) if first else None)
    await client.subscribe(document, id=encode_id("Product", product.id))
    assert (await client.hear())["payload"]["data"]["productAvailability"]["sequence"] is None
    return client


@pytest.mark.parametrize("followers", [1, 30])
async def test_reads_an_event_once_for_all(url: str, followers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine the last may come for it later than others may keep it.
    monkeypatch.setattr("config.graphql.shared._KEPT_SECONDS", 60.0)
    product = await in_transaction(make_product)
    async with AsyncExitStack() as stack:
        clients = [await following(stack, url, product, first=number % 2) for number in range(followers)]
        # One more follows it, to tell of what is planned.
        await followed(f"product:{product.id}", by=followers + 1)

        with counted_statements() as statements:
            number = await tell(f"product:{product.id}", "StockLevelChanged")
            told = [(await client.hear())["payload"]["data"]["productAvailability"] for client in clients]

    assert {each["sequence"] for each in told} == {number}
    # The product, its variants and their stock; and when its price changes next.
    assert len(statements) == 4, statements


async def test_tells_each_what_they_asked_for(url: str) -> None:
    one, other = await in_transaction(make_product, title="Kaftan"), await in_transaction(make_product, title="Agbada")
    async with AsyncExitStack() as stack:
        stock = await following(stack, url, one)
        title = await following(stack, url, one, TITLE)
        others = await following(stack, url, other, TITLE)
        [variant] = await in_transaction(lambda: list(one.variants.all()))
        await in_transaction(make_stock, variant=variant, on_hand=9)
        for product in (one, other):
            await tell(f"product:{product.id}", "StockLevelChanged")

        told = [(await client.hear())["payload"]["data"]["productAvailability"] for client in (stock, title, others)]

    assert told[0]["product"] == {"variants": [{"stock": {"availability": "IN_STOCK"}}]}
    assert [each["product"] for each in told[1:]] == [{"title": "Kaftan"}, {"title": "Agbada"}]


async def test_ends_for_all_when_the_product_is_hidden(url: str) -> None:
    product = await in_transaction(make_product)
    async with AsyncExitStack() as stack:
        clients = [await following(stack, url, product) for _ in range(3)]
        await in_transaction(type(product).objects.filter(id=product.id).update, state="draft")
        await tell(f"product:{product.id}", "ProductHidden")

        told = [await client.hear() for client in clients]

    assert [(each["type"], each["payload"][0]["extensions"]["code"]) for each in told] == [("error", "NOT_FOUND")] * 3


async def test_shares_nothing_that_depends_on_who_asks(url: str) -> None:
    def reviewed() -> tuple[Any, list[str]]:
        product = make_product()
        authors = [a_user(), a_user()]
        for author, rating in zip(authors, (5, 2), strict=True):
            make_review(product=product, author=author, rating=rating)
        return product, [an_access_token(author) for author in authors]

    product, tokens = await in_transaction(reviewed)
    document = "subscription($id: ID!) { productAvailability(productId: $id) { product { viewerReview { rating } } } }"
    async with AsyncExitStack() as stack:
        clients = [Client(await stack.enter_async_context(opened(url))) for _ in range(3)]
        for client, token in zip(clients, [*tokens, None], strict=True):
            await client.start(token)
            await client.subscribe(document, id=encode_id("Product", product.id))
        told = [await client.hear() for client in clients]
        await tell(f"product:{product.id}", "StockLevelChanged")
        told += [await client.hear() for client in clients]

    reviews = [each["payload"]["data"]["productAvailability"]["product"]["viewerReview"] for each in told]
    assert reviews == [{"rating": 5}, {"rating": 2}, None] * 2


async def test_goes_on_where_it_was_when_an_answer_turns_out_to_be_personal(url: str) -> None:
    """While nobody has reviewed it, nobody is asked whether they found a review helpful."""
    product, token = await in_transaction(lambda: (make_product(), an_access_token(a_user())))
    document = """
    subscription($id: ID!) {
      productAvailability(productId: $id) { sequence product { reviews(first: 1) { nodes { viewerFoundHelpful } } } }
    }
    """
    async with AsyncExitStack() as stack:
        clients = [Client(await stack.enter_async_context(opened(url))) for _ in range(2)]
        for client, its_token in zip(clients, [token, None], strict=True):
            await client.start(its_token)
            await client.subscribe(document, id=encode_id("Product", product.id))
            assert (await client.hear())["payload"]["data"]["productAvailability"]["product"]["reviews"]["nodes"] == []
        await in_transaction(lambda: make_review(product=product, author=a_user(), rating=4))

        numbers = [await tell(f"product:{product.id}", "StockLevelChanged") for _ in range(2)]
        told = [[await client.hear() for _ in numbers] for client in clients]
        silent = [await client.hears_nothing() for client in clients]

    for heard in told:
        updates = [each["payload"]["data"]["productAvailability"] for each in heard]
        assert [each["sequence"] for each in updates] == numbers
        assert [each["product"]["reviews"]["nodes"] for each in updates] == [[{"viewerFoundHelpful": False}]] * 2
    assert silent == [True, True]
