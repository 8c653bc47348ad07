"""A mutation that waits too long is rolled back, and says so; what was done is never done again."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import psycopg
import pytest
from django.test import override_settings

from domains.catalogue.models import Variant
from domains.checkout.models import CartLine
from domains.common import undertaking
from domains.common.bridge import in_transaction
from schema.ids import encode_id
from tests.api.client import Answer, graphql
from tests.api.test_orders_graphql import a_guest, complete, counts, fill_cart, provider, sandbox
from tests.api.test_slow_queries import nobody_waits
from tests.factories.catalogue import make_product
from tests.factories.identity import a_guest_token
from tests.factories.inventory import make_stock
from tests.sandbox.running import until

__all__ = ["provider", "sandbox"]

pytestmark = pytest.mark.usefixtures("database")

ADD = """
mutation ($input: CartLineAddInput!) {
  cartLineAdd(input: $input) {
    cart { lines { quantity product { reviews(first: 1) { nodes { id } } } } }
    errors { code message }
  }
}
"""


@contextmanager
def held(statement: str, *given: object) -> Iterator[None]:
    """What the statement locks is another's meanwhile, and mutations have little time."""
    with (
        psycopg.connect(os.environ["DATABASE_URL"]) as connection,
        connection.transaction(force_rollback=True),
        # Enough for a busy machine to come as far as that.
        override_settings(GRAPHQL_MUTATION_DEADLINE=timedelta(seconds=4)),
        patch.object(undertaking, "_LEAST", 0.5),
    ):
        connection.execute(statement.encode(), given)
        yield


def in_stock() -> Variant:
    """Something that can be bought."""
    variant = make_product(sizes=["M"]).variants.get()
    make_stock(variant=variant, on_hand=9)
    return variant


async def add(variant: Variant, *, token: str, key: str) -> Answer:
    """Put one into the cart."""
    given = {"variantId": encode_id("Variant", variant.id), "quantity": 1}
    return await graphql(ADD, {"input": given}, token=token, headers={"idempotency-key": key})


async def somebody_waits() -> bool:
    """Whether a statement waits for a lock."""
    return not await nobody_waits()


async def quantities() -> list[int]:
    """How many of what lie in carts."""
    return await in_transaction(lambda: list(CartLine.objects.values_list("quantity", flat=True)))


async def test_rolls_back_what_waits_too_long_for_another() -> None:
    token, variant = a_guest_token(), await in_transaction(in_stock)
    await add(variant, token=token, key="first")

    with held("SELECT 1 FROM checkout_cart FOR UPDATE"):
        cut = await add(variant, token=token, key="second")
        await until(nobody_waits)
    after = await quantities()
    again = await add(variant, token=token, key="second")

    assert (cut.status, cut.data["cartLineAdd"]["errors"]) == (
        200,
        [{"code": "TIMEOUT", "message": "This took too long. Please try again."}],
    )
    assert after == [1]
    assert again.data["cartLineAdd"]["errors"] == []
    assert [line["quantity"] for line in again.data["cartLineAdd"]["cart"]["lines"]] == [2]


async def test_cuts_no_mutation_that_waits_a_little() -> None:
    token, variant = a_guest_token(), await in_transaction(in_stock)
    await add(variant, token=token, key="first")

    with override_settings(GRAPHQL_DEADLINE=timedelta(seconds=0.1)):
        with (
            held("SELECT 1 FROM checkout_cart FOR UPDATE"),
            override_settings(GRAPHQL_MUTATION_DEADLINE=timedelta(seconds=20)),
        ):
            adding = asyncio.create_task(add(variant, token=token, key="second"))
            await until(somebody_waits)
            await asyncio.sleep(0.2)
        answer = await adding

    assert [line["quantity"] for line in answer.data["cartLineAdd"]["cart"]["lines"]] == [2]


async def test_does_not_do_again_what_was_done_before_its_answer_was_cut() -> None:
    token, variant = a_guest_token(), await in_transaction(in_stock)

    with held("LOCK TABLE reviews_review IN ACCESS EXCLUSIVE MODE"):
        cut = await add(variant, token=token, key="only")
        await until(nobody_waits)
    again = await add(variant, token=token, key="only")

    assert (cut.status, set(cut.error_codes)) == (200, {"TIMEOUT"})
    assert cut.body["errors"][0]["message"] == "This took too long to read. Please look again."
    assert (again.content, again.headers["idempotency-replayed"]) == (cut.content, "true")
    assert await quantities() == [1]


async def test_does_not_do_again_what_was_done_before_its_answer_failed() -> None:
    token, variant = a_guest_token(), await in_transaction(in_stock)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("ALTER TABLE reviews_review RENAME TO reviews_gone")
        try:
            failed = await add(variant, token=token, key="only")
        finally:
            connection.execute("ALTER TABLE reviews_gone RENAME TO reviews_review")

    again = await add(variant, token=token, key="only")

    assert set(failed.error_codes) == {"INTERNAL"}
    assert again.content == failed.content
    assert await quantities() == [1]


async def test_goes_on_with_a_payment_whose_outcome_could_not_be_written(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner)

    # The order is written after the provider has said yes.
    with held("LOCK TABLE orders_order IN SHARE MODE"):
        cut = (await complete(token)).data["checkoutComplete"]
    unwritten = await counts()
    again = (await complete(token)).data["checkoutComplete"]
    replayed = (await complete(token)).data["checkoutComplete"]

    assert [each["code"] for each in cut["errors"]] == ["TIMEOUT"]
    assert unwritten == (1, 1, 0)
    assert again["errors"] == []
    assert again["order"]["payment"]["state"] == "AUTHORIZED"
    assert replayed == again
    assert await counts() == (1, 1, 1)
