"""Search in another language: translated words are found by that language's dictionary, and ours are found still."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domains.catalogue.models import Category, Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import DomainError
from domains.common.ids import new_id
from domains.markets.models import Translation
from domains.markets.services.keep_translation import update_translation
from domains.search.filters import ProductFilter
from domains.search.listing import list_products
from domains.search.mixing import Mode
from domains.search.models import SearchTranslation, SpokenWord
from domains.search.queries import search_products
from domains.search.services.index_products import index_products, rebuild_documents
from domains.search.services.index_translations import index_translated, index_translations, rebuild_translations
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_category, make_product
from tests.factories.markets import make_translation
from tests.sql_counting import counted_statements

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
    # In German, and now in French.
    assert await in_transaction(index_translations, product_ids=ids, now=utc_now()) == 2

    assert await found("sacs") == ["bag"]
    assert await in_transaction(SearchTranslation.objects.count) == 4


def _named() -> dict[str, Product]:
    shoes = make_category(name="Shoes")
    heels = make_category(name="Heels", parent=shoes)
    make_attribute(code="material", choices=("Silk", "Linen"), kind="multi_choice")
    make_attribute(code="vegan", kind="boolean")
    silk = make_product(
        title="Evening Pumps", slug="silk", category=heels, colours=("Red", "Sky"), attributes={"material": ["silk"]}
    )
    vegan = make_product(title="Day Pumps", slug="vegan", category=heels, attributes={"vegan": True})
    plain = make_product(title="Plain Top", slug="plain", colours=("Sky",), attributes={"vegan": False})
    make_translation(kind="category", target=shoes.id, name="Chaussures")
    make_translation(kind="value", target="colour:red", name="Rouge")
    make_translation(kind="value", target="colour:sky", language="fr-CA", name="Bleu ciel")
    make_translation(kind="choice", target="material:silk", name="Soie")
    make_translation(kind="attribute", target="vegan", name="Végétalien")
    rebuild_documents(now=utc_now())
    rebuild_translations(now=utc_now())
    return {"silk": silk, "vegan": vegan, "plain": plain}


async def test_finds_by_names_of_choices_attributes_and_categories() -> None:
    await in_transaction(_named)

    assert await found("rouges") == ["silk"]
    assert await found("soie") == ["silk"]
    assert await found("végétaliens") == ["vegan"]
    assert sorted(await found("chaussure")) == ["silk", "vegan"]
    assert sorted(await found("bleu ciel")) == ["plain", "silk"]
    # Words of all of these together, and with a word as it was written.
    assert await found("chaussures rouges soie") == ["silk"]
    assert (await found("pumps rouges", "fr"))[0] == "silk"
    assert [await found(text, "de") for text in ("rouge", "soie")] == [[], []]


async def test_follows_another_name_and_one_that_is_taken_back() -> None:
    products = await in_transaction(_named)
    red, vegan, shoes = [
        await Translation.async_objects.aget(kind=kind, target=target)
        for kind, target in (
            ("value", "colour:red"),
            ("attribute", "vegan"),
            ("category", str((await Category.async_objects.aget(name="Shoes")).id)),
        )
    ]

    for told, name in ((red, "Vermeil"), (vegan, ""), (shoes, "Souliers")):
        await in_transaction(update_translation, translation_id=told.id, texts={"name": name}, now=utc_now())
        await in_transaction(index_translated, kind=told.kind, target=told.target, now=utc_now())

    assert [await found(text) for text in ("rouge", "végétalien", "chaussures")] == [[], [], []]
    assert await found("vermeil") == ["silk"]
    assert sorted(await found("souliers")) == ["silk", "vegan"]
    # Nothing is said of it in French any more but its colour.
    assert await found("bleu", chosen=ProductFilter(vendor_ids=(products["plain"].vendor_id,))) == ["plain"]


async def test_what_a_product_no_longer_is_is_not_found_in_another_language_either() -> None:
    products = await in_transaction(_named)
    await in_transaction(
        Product.objects.filter(id=products["vegan"].id).update,
        attributes={},
        category_id=(products["plain"].category_id),
    )

    await in_transaction(index_products, product_ids=[products["vegan"].id], now=utc_now())

    assert await found("végétalien") == []
    assert await found("chaussures") == ["silk"]
    assert not await in_transaction(SearchTranslation.objects.filter(product_id=products["vegan"].id).exists)


def test_a_rebuild_and_the_reactions_write_the_same() -> None:
    products = _named()
    rebuilt = sorted(SearchTranslation.objects.values_list("product_id", "language", "title", "words"))
    SearchTranslation.objects.all().delete()

    for told in Translation.objects.all():
        index_translated(kind=told.kind, target=told.target, now=utc_now())

    assert sorted(SearchTranslation.objects.values_list("product_id", "language", "title", "words")) == rebuilt
    assert {product_id for product_id, *_ in rebuilt} == {product.id for product in products.values()}


def test_what_is_not_searched_is_not_written() -> None:
    assert index_translated(kind="axis", target="colour", now=utc_now()) == 0
    assert index_translated(kind="vendor", target=str(new_id()), now=utc_now()) == 0
    assert index_translated(kind="category", target=str(new_id()), now=utc_now()) == 0
    assert index_translations(product_ids=[], now=utc_now()) == 0


@pytest.mark.parametrize("text", ["'", "a & | !", "\\", "robe:*", "%", "l'été"])
async def test_takes_any_question(text: str) -> None:
    await in_transaction(_marketplace)

    await found(text)


async def marked(text: str, language: str = "fr", **how: Any) -> list[tuple[str, str | None]]:
    page = await search_products(text=text, currency="NGN", at=NOON, language=language, **how)
    shown = await page.highlights()
    assert [row.product_id for row in shown] == [row.id for row in page.items]
    return [(row.title, row.excerpt) for row in shown]


async def test_marks_what_answers_in_what_is_shown() -> None:
    await in_transaction(_marketplace)

    # As that language inflects it, in the title and in the description.
    assert (await marked("brodé"))[0] == ("Robes <mark>brodées</mark>", "Pour les soirées.")
    assert (await marked("soirée"))[0] == ("Robes brodées", "Pour les <mark>soirées</mark>.")
    # What a country says, what the language says, and what was written.
    assert (await marked("caftan", "fr-CA"))[0][0] == "<mark>Caftan</mark> chic"
    assert (await marked("caftan"))[0][0] == "<mark>Caftan</mark> en soie"
    assert await marked("raffia") == [("<mark>Raffia</mark> Bag", None)]
    # Found by what was written, shown as it is said: no word of that answers.
    assert (await marked("adire"))[0][0] == "Robes brodées"
    assert (await marked("adire", "de"))[0][0] == "<mark>Adire</mark> Dress"


async def test_a_text_in_another_language_cannot_become_html() -> None:
    products = await in_transaction(_marketplace)
    hostile = "<script>soie</script> <mark>soie</mark>"
    await in_transaction(
        make_translation, kind="product", target=products["bag"].id, title=hostile, description=hostile
    )
    await in_transaction(rebuild_translations, now=utc_now())

    shown = {text for pair in await marked("soie", chosen=ProductFilter()) for text in pair if text}

    escaped = "&lt;script&gt;<mark>soie</mark>&lt;/script&gt; &lt;mark&gt;<mark>soie</mark>&lt;/mark&gt;"
    assert escaped in shown
    assert not any("<script" in text for text in shown)


async def test_a_list_shows_its_texts_in_the_language() -> None:
    await in_transaction(_marketplace)

    page = await list_products(currency="NGN", at=NOON, language="fr-CA")
    shown = {(row.title, row.excerpt) for row in await page.highlights()}

    assert shown == {("Robes brodées", "Pour les soirées."), ("Caftan chic", None), ("Raffia Bag", None)}
    assert await marked("") == []


@pytest.mark.parametrize("first", [1, 50])
async def test_marks_a_page_of_any_size_in_two_statements(first: int) -> None:
    await in_transaction(_robes, 50)
    page = await search_products(text="robe", currency="NGN", at=NOON, language="fr", first=first)

    with counted_statements() as statements:
        assert len(await page.highlights()) == first

    # What the products are called, and which of these words answer.
    assert len(statements) == 2


def _robes(count: int) -> None:
    for number in range(count):
        product = make_product(title=f"Gown {number}")
        make_translation(kind="product", target=product.id, title=f"Robe {number}")
    rebuild_documents(now=utc_now())
    rebuild_translations(now=utc_now())


async def test_forgives_typos_in_translated_words() -> None:
    await in_transaction(_marketplace)

    # A letter too many, one left out, and a word that is not finished.
    assert await found("robbes brodées") == ["dress"]
    assert await found("caftn") == ["kaftan"]
    assert (await found("brodéess"))[0] == "dress"
    assert (await found("robes brod"))[0] == "dress"
    assert await found("taschn", "de") == ["bag"]
    # In words that were written as well; not in those of a third language.
    assert await found("rafia") == ["bag"]
    assert await found("taschn") == []


async def test_asks_for_any_word_at_last_and_leaves_out_what_is_excluded() -> None:
    await in_transaction(_marketplace)

    assert await found("robess astronaute") == ["dress"]
    assert await found("robess -brodées") == []
    assert await found("pour les -robe") == []


async def test_marks_the_word_that_a_typo_stood_for() -> None:
    await in_transaction(_marketplace)

    assert await marked("robbes") == [("<mark>Robes</mark> brodées", "Pour les soirées.")]


@pytest.mark.parametrize("count", [1, 50])
async def test_takes_one_statement_and_two_for_a_typo(count: int) -> None:
    await in_transaction(_robes, count)

    counts = []
    for text in ("robe", "robbe", "robbe zzzz"):
        with counted_statements() as statements:
            await search_products(text=text, currency="NGN", at=NOON, language="fr", first=50)
        counts.append(len(statements))

    # Fewer than three answers are too few, so it asks loosely as well; for any word at last.
    assert counts == ([2, 2, 3] if count == 1 else [1, 2, 3])


def test_forgets_words_out_of_use_in_a_rebuild() -> None:
    products = _marketplace()
    spoken = set(SpokenWord.objects.values_list("language", "word"))
    Translation.objects.filter(target=str(products["dress"].id)).delete()
    index_translations(product_ids=[products["dress"].id], now=utc_now())

    rebuild_translations(now=utc_now())

    assert spoken - set(SpokenWord.objects.values_list("language", "word")) == {("fr", "robes"), ("fr", "brodees")}
