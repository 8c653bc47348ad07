"""Loading into PostgreSQL and the media storage."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, Now
from django.test import override_settings

from config.audit.snapshot import audit
from config.demo import marketplace as generated
from config.demo import vendors as houses
from config.demo.accounts import PASSWORD
from config.demo.loading import seeding
from config.demo.loading.seeding import load_marketplace
from config.demo.values import Publication
from domains.catalogue.models import Category, Media, OptionValue, Price, Product, Variant
from domains.catalogue.scopes import published
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.inventory.models import StockLevel
from domains.notifications.models import Alert
from domains.reviews.models import Review, ReviewPhoto, ReviewVote
from domains.shipping.models import ShippingZone
from domains.vendors.models import Vendor, VendorMember

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FEW = 5


@pytest.fixture
def few_houses(database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A marketplace of five houses, stored in a folder of its own."""
    monkeypatch.setattr(houses, "HOUSES", houses.HOUSES[:FEW])
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def load() -> None:
    assert load_marketplace(marketplace=generated.Marketplace(now=NOW), with_accounts=True, tell=lambda _: None)


def test_loads_what_was_generated(few_houses: None) -> None:
    expected = list(generated.Marketplace(now=NOW).products())

    load()

    assert Vendor.objects.count() == FEW
    assert set(Product.objects.values_list("id", "slug")) == {(product.id, product.slug) for product in expected}
    assert set(Variant.objects.values_list("id", "sku")) == {
        (variant.id, variant.sku) for product in expected for variant in product.variants
    }
    assert Media.objects.count() == sum(len(product.pictures) for product in expected)
    assert Price.objects.count() == sum(len(variant.prices) for product in expected for variant in product.variants)


def test_leaves_stock_equal_to_its_movements(few_houses: None) -> None:
    load()

    levels = StockLevel.objects.annotate(moved=Coalesce(Sum("movements__delta"), 0))
    assert not levels.exclude(moved=F("on_hand")).exists()
    assert Variant.objects.filter(stock_levels__isnull=True).count() == 0
    assert levels.filter(on_hand=0).exists()


def test_shows_shoppers_exactly_what_is_published_now(few_houses: None) -> None:
    expected = {
        product.id
        for product in generated.Marketplace(now=NOW).products()
        if product.publication is Publication.PUBLISHED and product.published_at and product.published_at <= NOW
    }

    load()

    assert set(Product.objects.filter(published(at=NOW)).values_list("id", flat=True)) == expected


def test_names_only_options_that_exist(few_houses: None) -> None:
    load()

    values = {
        (product_id, axis, code)
        for product_id, axis, code in OptionValue.objects.values_list("axis__product_id", "axis__code", "code")
    }
    chosen = {
        (product_id, axis, code)
        for product_id, options in Variant.objects.values_list("product_id", "options")
        for axis, code in options.items()
    }
    assert chosen == values


def test_builds_paths_from_the_slugs_above(few_houses: None) -> None:
    load()

    assert Category.objects.get(slug="agbada").path == "men/men-traditional/agbada"
    assert Category.objects.aggregate(roots=Count("id", filter=Q(parent=None)))["roots"] == 4


def test_stores_every_picture_that_a_row_names(few_houses: None) -> None:
    load()

    files = set(Media.objects.values_list("file", flat=True)) | set(Vendor.objects.values_list("logo", flat=True))
    assert [file for file in files if not default_storage.exists(file)] == []


def test_shows_what_shoppers_wrote(few_houses: None) -> None:
    load()

    reviewed = Review.objects.filter(product__publish_at__lte=NOW)
    assert reviewed.count() > 50
    assert not reviewed.exclude(is_verified=True, state="published", author=None).exists()
    assert ReviewVote.objects.exists()
    assert set(Alert.objects.values_list("kind", flat=True)) == {"stock", "price"}
    photos = ReviewPhoto.objects.select_related("upload")
    assert photos.count() >= 24
    assert all(default_storage.exists(photo.upload.path) for photo in photos)
    assert [breach.invariant.id for breach in audit() if breach.invariant.id.startswith("E-")] == []


def test_lets_demo_people_sign_in(few_houses: None) -> None:
    load()

    admin = User.objects.get(email="admin@staff.fashionistar.example")
    assert admin.staff_role == "admin"
    assert check_password(PASSWORD, admin.password)
    assert VendorMember.objects.get(user__email="owner@adunni-atelier.example").vendor.slug == "adunni-atelier"


def test_ships_to_the_rest_of_the_world_by_a_star(few_houses: None) -> None:
    load()

    assert ShippingZone.objects.filter(countries=["*"]).count() == FEW


def test_does_nothing_the_second_time_with_once(few_houses: None) -> None:
    output = StringIO()
    call_command("seed_demo", "--once", stdout=output)
    products = Product.objects.count()

    call_command("seed_demo", "--once", stdout=output)

    assert "Seeded 5 vendors" in output.getvalue()
    assert output.getvalue().endswith("The marketplace is seeded already.\n")
    assert Product.objects.count() == products


def test_refuses_a_filled_marketplace_without_once(few_houses: None) -> None:
    load()

    with pytest.raises(CommandError, match="There are vendors already"):
        call_command("seed_demo")


def test_refuses_published_passwords_in_production(few_houses: None) -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="published password"):
        call_command("seed_demo")

    assert User.objects.count() == Vendor.objects.count() == 0


def test_leaves_nothing_behind_when_it_fails(few_houses: None) -> None:
    def stumble(_: str) -> None:
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        load_marketplace(marketplace=generated.Marketplace(now=NOW), with_accounts=True, tell=stumble)

    assert Vendor.objects.count() == Category.objects.count() == 0


def test_has_no_late_events_however_long_it_took(few_houses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_ten_minutes() -> None:
        assert OutboxEvent.objects.update(recorded_at=Now() - timedelta(minutes=10)) > 0

    monkeypatch.setattr(seeding, "DERIVATIONS", (*seeding.DERIVATIONS, take_ten_minutes))

    load()

    assert [breach for breach in audit() if breach.invariant.id == "I-20a"] == []
