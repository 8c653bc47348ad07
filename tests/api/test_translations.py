"""Texts in the language of an operation: text by text, in batches, and for nothing where they are not asked for."""

from typing import Any

import pytest

from domains.catalogue.models import Category, Product
from domains.catalogue.services.grow_tree import update_category
from domains.catalogue.services.update_product import update_product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.tokens import issue_guest
from domains.search.services.index_facets import rebuild_facets
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_product
from tests.factories.inventory import make_stock
from tests.factories.markets import make_market, make_translation
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

PAGE = """
query($slug: String!, $language: String) @inContext(language: $language) {
  product(slug: $slug) {
    title description seoTitle seoDescription
    vendor { tagline story }
    category { name }
    axes { name values { name code } }
  }
}
"""
LIST = """
query($language: String) @inContext(language: $language) {
  products(first: 50) { nodes { title description vendor { tagline } category { name } axes { name values { name } } } }
}
"""


def _kaftan(*, count: int = 1) -> Product:
    for number in range(count):
        category = make_category(name=f"Kaftans {new_id().hex}")
        product = make_product(
            title=f"Kaftan {number}", description="Of silk.", category=category, sizes=("M",), colours=("Indigo",)
        )
        make_translation(kind="product", target=product.id, title="Caftan", seo_title="Caftan à acheter")
        make_translation(kind="product", target=product.id, language="fr-CA", description="En soie, là.")
        make_translation(kind="category", target=category.id, name="Caftans")
        make_translation(kind="vendor", target=product.vendor_id, tagline="Cousu à Lagos")
    return product


def _words() -> None:
    make_translation(kind="axis", target="size", name="Taille")
    make_translation(kind="axis", target="colour", name="Couleur")
    make_translation(kind="value", target="colour:indigo", name="Bleu indigo")


async def _page(slug: str, language: str | None) -> Any:
    return (await graphql(PAGE, {"slug": slug, "language": language})).data["product"]


async def test_falls_back_text_by_text_from_region_to_language_to_what_was_written() -> None:
    product = await in_transaction(_kaftan)
    await in_transaction(_words)

    written, french, canadian = [await _page(product.slug, language) for language in (None, "fr", "fr-CA")]

    assert (written["title"], written["description"], written["seoTitle"]) == ("Kaftan 0", "Of silk.", None)
    assert (french["title"], french["description"], french["seoTitle"]) == ("Caftan", "Of silk.", "Caftan à acheter")
    assert (canadian["title"], canadian["description"]) == ("Caftan", "En soie, là.")
    assert french["category"] == {"name": "Caftans"}
    assert french["vendor"] == {"tagline": "Cousu à Lagos", "story": ""}
    assert french["axes"] == [
        {"name": "Taille", "values": [{"name": "M", "code": "m"}]},
        {"name": "Couleur", "values": [{"name": "Bleu indigo", "code": "indigo"}]},
    ]


@pytest.mark.parametrize("language", ["en", "en-GB", "de", None])
async def test_says_what_was_written_where_nothing_is_translated(language: str | None) -> None:
    product = await in_transaction(_kaftan)

    page = await _page(product.slug, language)

    assert (page["title"], page["category"]["name"][:7]) == ("Kaftan 0", "Kaftans")


async def test_a_country_brings_its_main_language() -> None:
    product = await in_transaction(_kaftan)
    await in_transaction(make_market, countries=("FR",), languages=("fr", "en"))
    document = '{ product(slug: "SLUG") { title } }'.replace("SLUG", product.slug)

    french = await graphql(f'query @inContext(country: "FR") {document}')
    english = await graphql(f'query @inContext(country: "FR", language: "en") {document}')

    assert french.data["product"]["title"] == "Caftan"
    assert english.data["product"]["title"] == "Kaftan 0"


async def test_costs_one_statement_per_kind_for_fifty_products_and_none_in_our_language() -> None:
    counts: dict[str, list[int]] = {"en": [], "fr": [], "fr-CA": []}
    for count in (1, 49):
        await in_transaction(_kaftan, count=count)
        for language, numbers in counts.items():
            with counted_statements() as statements:
                answer = await graphql(LIST, {"language": language})
            assert "errors" not in answer.body, answer.body
            numbers.append(len(statements))
    with counted_statements() as plain:
        await graphql(LIST.replace("query($language: String) @inContext(language: $language)", "query"))

    assert counts["en"] == [len(plain)] * 2
    # Products, vendors, categories, axes and their values.
    assert counts["fr"] == counts["fr-CA"] == [len(plain) + 5] * 2


async def test_a_cart_names_things_in_the_language_it_is_asked_in() -> None:
    product = await in_transaction(_kaftan)
    variant = await in_transaction(product.variants.get)
    await in_transaction(make_stock, variant=variant, on_hand=9)
    await in_transaction(_words)
    token = issue_guest(guest_id=new_id(), now=utc_now())
    add = """mutation($variant: ID!) @inContext(language: "fr") {
        cartLineAdd(input: {variantId: $variant, quantity: 1}) {
          cart { lines { title product { title } options { name value } } } }
    }"""

    french = await graphql(add, {"variant": encode_id("Variant", variant.id)}, token=token)
    english = await graphql("{ cart { lines { title options { name value } } } }", token=token)

    assert french.data["cartLineAdd"]["cart"]["lines"] == [
        {
            "title": "Caftan",
            "product": {"title": "Caftan"},
            "options": [{"name": "Taille", "value": "M"}, {"name": "Couleur", "value": "Bleu indigo"}],
        }
    ]
    assert english.data["cart"]["lines"] == [
        {"title": "Kaftan 0", "options": [{"name": "Size", "value": "M"}, {"name": "Colour", "value": "Indigo"}]}
    ]


async def test_search_and_facets_speak_the_language() -> None:
    product = await in_transaction(_kaftan)
    await in_transaction(_words)
    document = """query @inContext(language: "fr") {
        products(first: 1) { facets { categories { name } options { name values { name } } } nodes { title } }
    }"""

    await in_transaction(rebuild_facets)

    results = (await graphql(document)).data["products"]

    assert results["nodes"] == [{"title": "Caftan"}]
    assert results["facets"]["categories"] == [{"name": "Caftans"}]
    assert {axis["name"] for axis in results["facets"]["options"]} == {"Taille", "Couleur"}
    assert await in_transaction(lambda: Category.objects.get(id=product.category_id).name) != "Caftans"


async def test_tells_search_engines_what_staff_wrote_for_them() -> None:
    product = await in_transaction(_kaftan)
    await in_transaction(
        update_product, product_id=product.id, seo_title="Silk kaftans", seo_description="Sewn in Lagos.", now=utc_now()
    )
    await in_transaction(update_category, category_id=product.category_id, seo_title="All kaftans")
    document = """query($slug: String!, $language: String) @inContext(language: $language) {
        product(slug: $slug) { seoTitle seoDescription category { seoTitle seoDescription } }
    }"""

    english, french = [
        (await graphql(document, {"slug": product.slug, "language": language})).data["product"]
        for language in ("en", "fr")
    ]

    category = {"seoTitle": "All kaftans", "seoDescription": None}
    assert english == {"seoTitle": "Silk kaftans", "seoDescription": "Sewn in Lagos.", "category": category}
    assert french == {"seoTitle": "Caftan à acheter", "seoDescription": "Sewn in Lagos.", "category": category}
