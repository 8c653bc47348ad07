"""What the worker does for search in other languages: what is called otherwise is found by its new name."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from domains.catalogue.services.update_product import update_product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.markets.models import Translation
from domains.markets.services.keep_translation import update_translation
from domains.search.queries import search_products
from domains.search.services.index_products import rebuild_documents
from tests.factories.catalogue import make_category, make_product
from tests.factories.markets import make_translation
from tests.tasks.test_reactions import run_durable

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


async def found(text: str) -> list[str]:
    page = await search_products(text=text, currency="NGN", at=NOON, language="fr")
    return [product.title for product in page.items]


async def test_an_operator_has_everything_written_anew() -> None:
    await in_transaction(make_product, title="Evening Gown", colours=("Red",))
    await in_transaction(make_translation, kind="value", target="colour:red", name="Rouge")
    assert (await found("gown"), await found("rouge")) == ([], [])

    said = StringIO()
    await in_transaction(call_command, "rebuild_search", stdout=said)

    assert said.getvalue() == "1 documents, 1 translations.\n"
    assert (await found("gown"), await found("rouge")) == (["Evening Gown"], ["Evening Gown"])


async def test_follows_the_name_of_a_colour_and_a_product_that_moves() -> None:
    gown = await in_transaction(make_product, title="Evening Gown", colours=("Red",))
    shoes = await in_transaction(make_category, name="Shoes")
    await in_transaction(rebuild_documents, now=utc_now())

    told: Translation = await in_transaction(make_translation, kind="value", target="colour:red", name="Rouge")
    assert await in_transaction(run_durable, "index_translation") == ["done"]
    assert await found("rouge") == ["Evening Gown"]

    await in_transaction(update_translation, translation_id=told.id, texts={"name": "Vermeil"}, now=utc_now())
    await in_transaction(make_translation, kind="category", target=shoes.id, name="Chaussures")
    assert await in_transaction(run_durable, "index_translation") == ["done", "done"]
    assert (await found("rouge"), await found("vermeil")) == ([], ["Evening Gown"])
    assert await found("chaussures") == []

    await in_transaction(update_product, product_id=gown.id, category_id=shoes.id, now=utc_now())
    assert await in_transaction(run_durable, "index_product") == ["done"]
    assert await found("chaussures") == ["Evening Gown"]
