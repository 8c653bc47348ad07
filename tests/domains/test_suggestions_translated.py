"""Suggestions in another language: by translated names and by what was written, called as the page calls them."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from config.asgi import application
from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.markets.languages import DICTIONARIES
from domains.markets.models import Translation
from domains.search.queries import suggest
from domains.search.services.index_products import rebuild_documents
from domains.search.services.index_translations import index_translations, rebuild_translations
from domains.vendors.models import Vendor
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_product
from tests.factories.markets import make_translation
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _marketplace() -> dict[str, Product]:
    shoes, gowns = make_category(name="Shoes"), make_category(name="Gowns")
    empty = make_category(name="Hats")
    dress = make_product(title="Adire Gown", slug="gown", category=gowns)
    kaftan = make_product(title="Silk Kaftan", slug="kaftan", category=gowns)
    boots = make_product(title="Raffia Boots", slug="boots", category=shoes)
    secret = make_product(title="Secret Gown", slug="secret", vendor=make_vendor(status=Vendor.Status.SUSPENDED))
    for product, texts in (
        (dress, "Robe brodée"), (kaftan, "Caftan en soie"), (secret, "Robe secrète"),
    ):  # fmt: skip
        make_translation(kind="product", target=product.id, title=texts)
    make_translation(kind="product", target=kaftan.id, language="fr-CA", title="Caftan chic")
    make_translation(kind="product", target=boots.id, language="de", title="Stiefel aus Bast")
    make_translation(kind="category", target=gowns.id, name="Robes de soirée")
    make_translation(kind="category", target=gowns.id, language="fr-CA", name="Toilettes")
    make_translation(kind="category", target=empty.id, name="Robinets")
    make_translation(kind="category", target=shoes.id, language="de", name="Schuhe")
    rebuild_documents(now=utc_now())
    rebuild_translations(now=utc_now())
    return {"gown": dress, "kaftan": kaftan, "boots": boots}


async def suggested(text: str, language: str = "fr", **how: Any) -> list[tuple[str, str]]:
    return [(row.kind.value, row.name) for row in await suggest(text=text, at=NOON, language=language, **how)]


async def test_suggests_by_what_things_are_called() -> None:
    await in_transaction(_marketplace)

    assert await suggested("rob") == [("category", "Robes de soirée"), ("product", "Robe brodée")]
    # By a later word, by several, as the language inflects them, without accents and with.
    assert await suggested("soir") == [("category", "Robes de soirée")]
    assert await suggested("soie caft") == [("product", "Caftan en soie")]
    assert await suggested("robes brodees") == [("product", "Robe brodée")]
    assert await suggested("BRODÉE") == [("product", "Robe brodée")]
    assert await suggested("schu", "de") == [("category", "Schuhe")]


async def test_falls_back_to_what_was_written() -> None:
    await in_transaction(_marketplace)

    assert await suggested("raff") == [("product", "Raffia Boots")]
    # What is said goes before what was written: both begin so.
    assert await suggested("s", "de") == [
        ("category", "Schuhe"),
        ("product", "Stiefel aus Bast"),
        ("product", "Silk Kaftan"),
    ]
    # Found by what was written, called as it is said.
    assert await suggested("adire") == [("product", "Robe brodée")]
    assert await suggested("gow") == [("category", "Robes de soirée"), ("product", "Robe brodée")]


async def test_a_country_falls_back_to_its_language() -> None:
    await in_transaction(_marketplace)

    assert await suggested("caft", "fr-CA") == [("product", "Caftan chic")]
    assert await suggested("chic", "fr-CA") == [("product", "Caftan chic")]
    assert await suggested("toil", "fr-CA") == [("category", "Toilettes")]
    assert await suggested("toil") == []
    assert await suggested("brod", "fr-CA") == [("product", "Robe brodée")]
    assert await suggested("raff", "fr-CA") == [("product", "Raffia Boots")]


async def test_forgives_typos_where_nothing_begins_so() -> None:
    await in_transaction(_marketplace)

    assert await suggested("caftn") == [("product", "Caftan en soie")]
    assert await suggested("brodeee") == [("product", "Robe brodée")]
    assert await suggested("soirrée") == [("category", "Robes de soirée")]
    assert await suggested("rafiaa") == [("product", "Raffia Boots")]


async def test_keeps_languages_apart_and_hides_what_is_hidden() -> None:
    await in_transaction(_marketplace)

    assert await suggested("stief") == await suggested("rob", "de") == await suggested("rob", "en") == []
    assert await suggested("secr") == []
    # What looks like it is suggested, not the category in which there is nothing to see.
    assert ("category", "Robinets") not in await suggested("robine")


async def test_follows_a_change() -> None:
    products = await in_transaction(_marketplace)
    await in_transaction(_take_back, products["gown"])

    assert await suggested("rob") == [("category", "Robes de soirée")]
    assert await suggested("adire") == [("product", "Adire Gown")]


def _take_back(product: Product) -> None:
    Translation.objects.filter(target=str(product.id)).delete()
    index_translations(product_ids=[product.id], now=utc_now())


@pytest.mark.parametrize("count", [1, 50])
async def test_is_one_statement_however_many_there_are(count: int) -> None:
    await in_transaction(_robes, count)

    for text in ("rob", "longue", "robbe"):
        with counted_statements() as statements:
            found = await suggested(text, limit=20)
        assert len([name for kind, name in found if kind == "product"]) == min(count, 20)
        assert len(statements) == 1, statements


def _robes(count: int) -> None:
    for number in range(count):
        product = make_product(title=f"Gown {number}")
        make_translation(kind="product", target=product.id, title=f"Robe longue {number}")
    rebuild_documents(now=utc_now())
    rebuild_translations(now=utc_now())


async def test_both_doors_suggest_the_same() -> None:
    await in_transaction(_marketplace)
    document = """query($text: String!, $language: String) @inContext(language: $language) {
        suggest(text: $text) { name slug }
    }"""

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=application), base_url="http://testserver"
    ) as client:
        for text, language in (("rob", "fr"), ("caft", "fr-CA"), ("gow", "fr"), ("schu", "de"), ("rob", "en")):
            here = await graphql(document, {"text": text, "language": language})
            there = await client.get("/api/search/autocomplete", params={"q": text, "language": language})
            names = [(row["name"], row["slug"]) for row in there.json()["items"]]
            assert names == [(row["name"], row["slug"]) for row in here.data["suggest"]]
            assert bool(names) == (language != "en")
        refused = await client.get("/api/search/autocomplete", params={"q": "rob", "language": "english'; --"})

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "UNKNOWN_LANGUAGE")


@pytest.mark.parametrize("language", sorted(DICTIONARIES))
async def test_takes_any_text_in_any_language(language: str) -> None:
    await in_transaction(_marketplace)

    for text in (
        "",
        "a & | !",
        "'\"!!& \\| (<-> :*",
        "%" * 200,
        "_",
        "\\",
        "l'été",
        "et",
        "فستان",
        "ẹ̀wù",
        "裙子",
        "🦄",
    ):
        await suggested(text, language)
