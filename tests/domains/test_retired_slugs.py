"""Old addresses lead on, never in front of a living one, also when many are renamed at once."""

from functools import partial

import pytest

from domains.catalogue.categories import find_category
from domains.catalogue.errors import SlugTaken
from domains.catalogue.models import Category, Product
from domains.catalogue.queries import find_product
from domains.catalogue.services.create_product import create_product
from domains.catalogue.services.grow_tree import create_category, update_category
from domains.catalogue.services.update_product import update_product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import InvalidInput, NotFound
from domains.common.models import OutboxEvent, RetiredSlug
from domains.vendors.errors import VendorSlugTaken
from domains.vendors.queries import find_vendor
from domains.vendors.services import change_vendor_slug
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import make_category, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")


def rename(product: Product, slug: str) -> Product:
    return update_product(product_id=product.id, slug=slug, now=utc_now())


async def found(slug: str) -> str:
    return (await find_product(slug=slug, at=utc_now())).slug


async def test_every_old_address_leads_to_the_present_one() -> None:
    product = await in_transaction(make_product, slug="kaftan")
    for slug in ("silk-kaftan", "adire-kaftan"):
        await in_transaction(rename, product, slug)

    assert [await found(slug) for slug in ("kaftan", "silk-kaftan", "adire-kaftan")] == ["adire-kaftan"] * 3


async def test_an_address_taken_back_leads_nowhere_else() -> None:
    product = await in_transaction(make_product, slug="kaftan")
    for slug in ("silk-kaftan", "kaftan"):
        await in_transaction(rename, product, slug)

    assert [await found(slug) for slug in ("kaftan", "silk-kaftan")] == ["kaftan"] * 2
    assert await in_transaction(RetiredSlug.objects.count) == 1


async def test_a_living_address_is_never_shadowed_and_leads_to_who_had_it_last() -> None:
    first, second = [await in_transaction(make_product, slug=slug) for slug in ("kaftan", "boubou")]
    await in_transaction(rename, first, "old-kaftan")

    await in_transaction(rename, second, "kaftan")
    assert (await find_product(slug="kaftan", at=utc_now())).id == second.id
    await in_transaction(Product.objects.filter(id=second.id).update, state="draft")
    with pytest.raises(NotFound):
        await find_product(slug="kaftan", at=utc_now())
    await in_transaction(Product.objects.filter(id=second.id).update, state="published")
    await in_transaction(rename, second, "new-boubou")

    assert (await find_product(slug="kaftan", at=utc_now())).id == second.id


async def test_a_hidden_product_is_found_by_no_address() -> None:
    product = await in_transaction(make_product, slug="kaftan")
    await in_transaction(rename, product, "silk-kaftan")
    await in_transaction(Product.objects.filter(id=product.id).update, state="archived")

    for slug in ("kaftan", "silk-kaftan", "never-was"):
        with pytest.raises(NotFound):
            await find_product(slug=slug, at=utc_now())


def test_a_new_product_takes_an_old_address_only_on_purpose() -> None:
    rename(make_product(slug="adire-kaftan"), "kaftan")
    facts = {"vendor_id": make_vendor().id, "category_id": make_category().id, "title": "Adire Kaftan"}

    by_itself = create_product(**facts)  # type: ignore[arg-type]
    on_purpose = create_product(**facts, slug="adire-kaftan")  # type: ignore[arg-type]

    assert by_itself.slug.startswith("adire-kaftan-")
    assert on_purpose.slug == "adire-kaftan"
    assert not RetiredSlug.objects.exists()


async def test_the_present_address_costs_one_statement() -> None:
    product = await in_transaction(make_product, slug="kaftan")
    await in_transaction(rename, product, "silk-kaftan")

    with counted_statements() as present:
        await found("silk-kaftan")
    with counted_statements() as old:
        await found("kaftan")

    assert (len(present), len(old)) == (1, 2)


def test_many_that_want_one_address_leave_one_with_it_and_all_old_ones_leading() -> None:
    products = [make_product(slug=f"kaftan-{number}") for number in range(20)]
    before = deadlocks()

    with many_connections():
        answers = all_at_once([partial(rename, product, "kaftan") for product in products])

    [winner] = [answer for answer in answers if isinstance(answer, Product)]
    assert [type(answer) for answer in answers].count(SlugTaken) == 19
    assert Product.objects.get(slug="kaftan").id == winner.id
    [retired] = RetiredSlug.objects.all()
    assert retired.target_id == winner.id
    assert deadlocks() == before


def test_two_that_want_each_others_address_are_refused() -> None:
    pairs = [(make_product(slug=f"left-{n}"), make_product(slug=f"right-{n}")) for n in range(10)]
    calls = [
        call
        for number, (left, right) in enumerate(pairs)
        for call in (partial(rename, left, f"right-{number}"), partial(rename, right, f"left-{number}"))
    ]
    before = deadlocks()

    with many_connections():
        answers = all_at_once(calls)

    assert {type(answer) for answer in answers} == {SlugTaken}
    assert not RetiredSlug.objects.exists()
    assert deadlocks() == before


async def test_a_vendor_is_found_by_its_old_address_while_it_has_a_page() -> None:
    vendor, other = await in_transaction(make_vendor, slug="atelier"), await in_transaction(make_vendor, slug="cobbler")
    await in_transaction(change_vendor_slug, vendor_id=vendor.id, slug="atelier-lagos")

    assert (await find_vendor(slug="atelier")).slug == "atelier-lagos"
    with pytest.raises(VendorSlugTaken):
        await in_transaction(change_vendor_slug, vendor_id=other.id, slug="atelier-lagos")
    await in_transaction(type(vendor).objects.filter(id=vendor.id).update, status="closed")
    with pytest.raises(NotFound):
        await find_vendor(slug="atelier")


async def test_a_category_takes_all_below_it_along() -> None:
    women = await in_transaction(make_category, name="Women")
    dresses = await in_transaction(make_category, name="Dresses", parent=women)
    await in_transaction(make_category, name="Midi", parent=dresses)
    await in_transaction(make_category, name="Women Shoes")

    await in_transaction(update_category, category_id=women.id, slug="ladies", name="Ladies")

    paths = await in_transaction(lambda: sorted(Category.objects.values_list("path", flat=True)))
    assert paths == ["ladies", "ladies/dresses", "ladies/dresses/midi", "women-shoes"]
    assert (await find_category(path="women/dresses/midi")).path == "ladies/dresses/midi"
    assert await in_transaction(lambda: OutboxEvent.objects.get().name) == "CategoryChanged"


def test_a_category_is_not_moved_onto_another_nor_too_deep() -> None:
    women, men = make_category(name="Women"), make_category(name="Men")
    below = women
    for _ in range(3):
        below = make_category(name="x" * 70, parent=below)

    with pytest.raises(SlugTaken):
        update_category(category_id=women.id, slug=men.slug)
    with pytest.raises(InvalidInput):
        update_category(category_id=women.id, slug="w" * 60)

    assert Category.objects.filter(path__startswith="women").count() == 4
    assert not RetiredSlug.objects.exists()


def test_categories_added_while_the_tree_moves_stay_in_it() -> None:
    women = make_category(name="Women")
    dresses = make_category(name="Dresses", parent=women)
    moves = [partial(update_category, category_id=women.id, slug=f"women-{number}") for number in range(5)]
    moves += [partial(update_category, category_id=dresses.id, slug=f"dresses-{number}") for number in range(5)]
    births = [partial(create_category, name=f"Kind {number}", parent_id=dresses.id) for number in range(10)]
    before = deadlocks()

    with many_connections():
        answers = all_at_once([*moves, *births])

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    for category in Category.objects.select_related("parent"):
        head = f"{category.parent.path}/" if category.parent else ""
        assert category.path == head + category.slug
    assert Category.objects.filter(depth=2).count() == 10
    assert deadlocks() == before
