"""Search in another language: translated words are found by that language's dictionary, and ours are found still."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import DomainError
from domains.search.mixing import Mode
from domains.search.models import SearchTranslation
from domains.search.queries import search_products
from domains.search.services.index_products import rebuild_documents
from domains.search.services.index_translations import index_translations, rebuild_translations
from tests.factories.catalogue import make_product
from tests.factories.markets import make_translation

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _marketplace() -> dict[str, Product]:
    dress = make_product(title="Adire Dress", slug="dress")
    kaftan = make_product(title="Silk Kaftan", slug="kaftan")
    bag = make_product(title="Raffia Bag", slug="bag")
    make_translation(kind="product", target=dress.id, title="Robes brodées", description="Pour les soirées.")
    make_translation(kind="product", target=kaftan.id, title="Caftan en soie")
    make_translation(kind="product", target=kaftan.id, language="fr-CA", title="Caftan chic")
    make_translation(kind="product", target=bag.id, language="de", title="Tasche aus Raffia")
    rebuild_documents(now=utc_now())
    rebuild_translations(now=utc_now())
    return {"dress": dress, "kaftan": kaftan, "bag": bag}


async def found(text: str, language: str = "fr", **how: Any) -> list[str]:
    page = await search_products(text=text, currency="NGN", at=NOON, language=language, **how)
    assert await page.count() == len(page.items)
    return [product.slug for product in page.items]


async def test_finds_words_as_the_language_inflects_them() -> None:
    await in_transaction(_marketplace)

    # Behind it may come what looks alike.
    assert (await found("robe brodée"))[0] == "dress"
    assert (await found("soies"))[0] == "kaftan"
    assert (await found("soirée"))[0] == "dress"
    assert (await found("taschen", "de"))[0] == "bag"


async def test_finds_what_was_written_as_well() -> None:
    await in_transaction(_marketplace)

    assert (await found("dress"))[0] == "dress"
    assert await found("raffia bag") == ["bag"]


async def test_what_a_country_says_is_found_in_its_language() -> None:
    await in_transaction(_marketplace)

    assert await found("chic", "fr-CA") == ["kaftan"]
    assert await found("caftans", "fr-CA") == ["kaftan"]


async def test_keeps_the_counts_of_languages_apart(settings: Any) -> None:
    settings.FACETS_KEPT = timedelta(seconds=30)
    await in_transaction(_marketplace)

    async def counted(language: str) -> int:
        page = await search_products(text="tasche", currency="NGN", at=NOON, language=language)
        return sum(row.count for row in (await page.facets()).categories)

    assert [await counted(language) for language in ("de", "fr", "en", "de")] == [1, 0, 0, 1]


async def test_keeps_languages_apart() -> None:
    await in_transaction(_marketplace)

    for language, text in (("en", "brodées"), ("en", "tasche"), ("de", "brodée"), ("fr", "tasche")):
        assert await found(text, language) == []


async def test_hides_what_is_hidden_and_counts_facets_alike() -> None:
    products = await in_transaction(_marketplace)
    await in_transaction(Product.objects.filter(id=products["dress"].id).update, state="draft")

    assert await found("robe") == []
    page = await search_products(text="caftan", currency="NGN", at=NOON, language="fr")
    assert [(each.path, each.count) for each in (await page.facets()).categories] == [("dresses", 1)]


async def test_finds_by_words_and_meaning_alike() -> None:
    await in_transaction(_marketplace)

    assert "dress" in await found("robe brodée", mode=Mode.HYBRID)


async def test_pages_of_one_language_do_not_go_on_in_another() -> None:
    await in_transaction(_marketplace)
    page = await search_products(text="robe or caftan", currency="NGN", at=NOON, language="fr", first=1)
    assert page.has_next

    following = await search_products(
        text="robe or caftan", currency="NGN", at=NOON, language="fr", first=1, after=page.end_cursor
    )
    with pytest.raises(DomainError):
        await search_products(text="robe or caftan", currency="NGN", at=NOON, first=1, after=page.end_cursor)

    assert {product.slug for product in (*page.items, *following.items)} == {"dress", "kaftan"}


async def test_follows_a_change() -> None:
    products = await in_transaction(_marketplace)
    await in_transaction(make_translation, kind="product", target=products["bag"].id, title="Sac en raphia")

    ids: list[UUID] = [products["bag"].id]
    assert await in_transaction(index_translations, product_ids=ids, language="fr-CA", now=utc_now()) == 1

    assert await found("sacs") == ["bag"]
    assert await in_transaction(SearchTranslation.objects.count) == 4


@pytest.mark.parametrize("text", ["'", "a & | !", "\\", "robe:*", "%", "l'été"])
async def test_takes_any_question(text: str) -> None:
    await in_transaction(_marketplace)

    await found(text)
