"""The generated marketplace, without a database."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest

from config.demo.accounts import STAFF_ROLES
from config.demo.french import french_texts
from config.demo.marketplace import Marketplace
from config.demo.pricing import CURRENCIES, price_point
from config.demo.values import AccountKind, DemoProduct, DemoVariant, Publication
from config.demo.vendors import HOUSES
from domains.identity.addresses import PostalAddress, checked

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_BEFORE_A_VOWEL = re.compile(r"^(An?) [aeiouàáèéìíòóùúạẹịọụ]")


@pytest.fixture(scope="module")
def marketplace() -> Marketplace:
    return Marketplace(now=NOW)


@pytest.fixture(scope="module")
def products(marketplace: Marketplace) -> tuple[DemoProduct, ...]:
    return tuple(marketplace.products())


@pytest.fixture(scope="module")
def variants(products: tuple[DemoProduct, ...]) -> tuple[DemoVariant, ...]:
    return tuple(variant for product in products for variant in product.variants)


def digest(products: Iterator[DemoProduct]) -> str:
    # `repr` of frozen dataclasses names every value in them.
    return hashlib.sha256("\n".join(map(repr, products)).encode()).hexdigest()


def test_gives_the_same_products_for_the_same_seed() -> None:
    first = digest(islice(Marketplace(now=NOW, seed=7).products(), 120))

    assert digest(islice(Marketplace(now=NOW, seed=7).products(), 120)) == first


def test_gives_other_products_for_another_seed() -> None:
    first = digest(islice(Marketplace(now=NOW, seed=7).products(), 120))

    assert digest(islice(Marketplace(now=NOW, seed=8).products(), 120)) != first


def test_keeps_the_ids_when_the_moment_changes() -> None:
    later = Marketplace(now=NOW.replace(year=2027)).products()

    assert [product.id for product in islice(later, 50)] == [
        product.id for product in islice(Marketplace(now=NOW).products(), 50)
    ]


def test_is_as_large_as_a_marketplace_that_is_worth_browsing(
    marketplace: Marketplace, products: tuple[DemoProduct, ...], variants: tuple[DemoVariant, ...]
) -> None:
    assert len(list(marketplace.vendors())) == len(HOUSES) == 58
    assert len(products) >= 2000
    assert len(variants) >= 12_000
    assert sum(bool(product.reviews) for product in products) >= 0.35 * len(products)
    assert {product.publication for product in products} == set(Publication)


def test_has_a_product_in_every_leaf_of_a_tree_of_three_levels(
    marketplace: Marketplace, products: tuple[DemoProduct, ...]
) -> None:
    leaves = {category.slug for category in marketplace.categories if category.level == 2}

    assert {product.category_slug for product in products} == leaves
    assert Counter(category.level for category in marketplace.categories) == {0: 4, 1: 18, 2: 53}


def test_never_repeats_a_slug_an_id_or_a_sku(
    products: tuple[DemoProduct, ...], variants: tuple[DemoVariant, ...]
) -> None:
    assert len({product.slug for product in products}) == len(products)
    assert len({variant.sku for variant in variants}) == len(variants)
    assert len({variant.id for variant in variants} | {product.id for product in products}) == len(variants) + len(
        products
    )


def test_has_an_article_before_a_vowel(products: tuple[DemoProduct, ...]) -> None:
    said = Counter(found for product in products for found in _BEFORE_A_VOWEL.findall(product.description))

    assert set(said) == {"An"}


def test_prices_every_variant_in_every_currency_from_the_start(products: tuple[DemoProduct, ...]) -> None:
    for product in products:
        for variant in product.variants:
            regular = [price for price in variant.prices if price.ends_at is None]
            assert tuple(price.currency for price in regular) == CURRENCIES
            assert {price.starts_at for price in regular} == {product.created_at}


def test_sells_below_the_struck_through_price_and_only_within_a_window(variants: tuple[DemoVariant, ...]) -> None:
    sales = [price for variant in variants for price in variant.prices if price.ends_at]

    assert all(price.compare_at_minor and price.compare_at_minor > price.amount_minor > 0 for price in sales)
    assert {price.starts_at <= NOW < price.ends_at for price in sales if price.ends_at} == {True, False}
    assert any(price.starts_at > NOW for price in sales)


def test_uses_each_size_and_colour_and_no_combination_twice(products: tuple[DemoProduct, ...]) -> None:
    for product in products:
        combinations = [(variant.colour, variant.size) for variant in product.variants]
        assert len(set(combinations)) == len(combinations)
        assert {colour for colour, _ in combinations} == set(product.colours)
        assert {size for _, size in combinations if size} == set(product.sizes)


def test_has_things_sold_out_and_last_pairs(variants: tuple[DemoVariant, ...]) -> None:
    stocked = Counter(variant.on_hand for variant in variants)

    assert 0.05 < stocked[0] / len(variants) < 0.2
    assert 0.03 < stocked[1] / len(variants) < 0.15


def test_shows_every_colour_and_at_least_three_pictures(products: tuple[DemoProduct, ...]) -> None:
    for product in products:
        assert len(product.pictures) >= 3
        assert {picture.colour for picture in product.pictures} - {None} == set(product.colours)


@pytest.mark.parametrize(
    ("currency", "euros", "minor"),
    [("EUR", 14.2, 14_90), ("EUR", 64.4, 64_00), ("EUR", 212.0, 210_00), ("NGN", 64.4, 106_000_00), ("GBP", 9.0, 7_90)],
)
def test_asks_for_sensible_price_points(currency: str, euros: float, minor: int) -> None:
    assert price_point(currency=currency, euros=euros) == minor


def test_ships_anywhere_in_every_currency(marketplace: Marketplace) -> None:
    for vendor in marketplace.vendors():
        assert vendor.zones[0].countries == (vendor.country,)
        assert vendor.zones[-1].countries == ()
        assert all(tuple(rate.prices) == CURRENCIES for zone in vendor.zones for rate in zone.rates)


def test_invites_staff_of_every_role_owners_and_customers(marketplace: Marketplace) -> None:
    accounts = list(marketplace.accounts())

    assert {account.staff_role for account in accounts} - {None} == set(STAFF_ROLES)
    assert Counter(account.kind for account in accounts) == {
        AccountKind.STAFF: 4,
        AccountKind.VENDOR_OWNER: 12,
        AccountKind.CUSTOMER: 24,
    }
    assert len({account.email for account in accounts}) == len(accounts)


def test_invites_customers_whose_addresses_their_own_book_would_take(marketplace: Marketplace) -> None:
    addresses = [address for account in marketplace.accounts() for address in account.addresses]

    kept = [
        checked(
            PostalAddress(
                full_name=each.full_name,
                line1=each.line1,
                line2="",
                city=each.city,
                region=each.region,
                postcode=each.postal_code,
                country=each.country,
                phone=each.phone,
            )
        )
        for each in addresses
    ]

    assert [(each.postcode, each.phone) for each in kept] == [(each.postal_code, each.phone) for each in addresses]


def test_multiplies_vendors_by_the_scale() -> None:
    vendors = list(Marketplace(now=NOW, scale=3).vendors())

    assert len(vendors) == 3 * len(HOUSES)
    assert len({vendor.slug for vendor in vendors}) == len({vendor.code for vendor in vendors}) == len(vendors)


def test_everything_has_a_french_name_of_its_own() -> None:
    said = [
        french_texts(title=product.title, attributes=dict(product.attributes))
        for product in Marketplace(now=NOW).products()
    ]

    assert all(texts["title"] and "  " not in texts["title"] and len(texts["title"]) <= 200 for texts in said)
    assert not [texts["title"] for texts in said if "Dress" in texts["title"] or "Shirt" in texts["title"]]
    assert french_texts(
        title="Àdùkẹ́ Flared Ankara Midi Dress", attributes={"fabric": "Ankara", "cut": "Flared", "made_in": "Lagos, NG"}
    ) == {"title": "Robe midi Àdùkẹ́ en wax", "description": "Robe midi en wax, pièce réalisée avec soin à Lagos."}
