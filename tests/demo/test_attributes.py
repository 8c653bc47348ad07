"""What the demo's products say is what their attributes allow, and all of it can be chosen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from config.demo import marketplace as generated
from config.demo import vendors as houses
from config.demo.loading.seeding import load_marketplace
from config.demo.tables.attributes import ATTRIBUTES
from domains.catalogue.attributes.holding import fit_attributes
from domains.catalogue.attributes.models import Attribute, AttributeChoice
from domains.catalogue.models import Product
from domains.markets.models import Translation
from domains.search.models import SearchFacet

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def few_houses(database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A marketplace of twelve houses, stored in a folder of its own."""
    monkeypatch.setattr(houses, "HOUSES", houses.HOUSES[:12])
    with override_settings(MEDIA_ROOT=tmp_path):
        load_marketplace(marketplace=generated.Marketplace(now=NOW), with_accounts=False, tell=lambda _: None)
        yield


def test_every_value_is_one_of_its_attribute_and_is_indexed(few_houses: None) -> None:
    codes = set(Attribute.objects.values_list("code", flat=True))
    said = dict(SearchFacet.objects.values_list("product_id", "said"))

    assert codes == {each.code for each in ATTRIBUTES}
    with transaction.atomic():
        for product in Product.objects.order_by("id")[::7]:
            fit = fit_attributes(category_id=product.category_id, given=product.attributes, kept={}, is_shown=False)
            assert fit == product.attributes, product
            assert {pair.partition(":")[0] for pair in said[product.id]} == codes & fit.keys()
    assert {pair.partition(":")[0] for pairs in said.values() for pair in pairs} == codes
    assert {f"vegan:{word}" for word in ("true", "false")} <= {pair for pairs in said.values() for pair in pairs}


def test_all_of_it_has_a_french_name(few_houses: None) -> None:
    choices = AttributeChoice.objects.values_list("attribute__code", "code")
    named = set(Translation.objects.filter(language="fr").values_list("kind", "target"))

    assert {("attribute", each.code) for each in ATTRIBUTES} <= named
    assert {("choice", f"{attribute}:{code}") for attribute, code in choices} <= named
