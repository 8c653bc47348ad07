"""Translations through the staff API: written text by text, checked, and told to search."""

from typing import Any

import pytest

from domains.catalogue.models import Product
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import StaffAction
from domains.markets.models import Translation
from tests.factories.catalogue import make_product
from tests.factories.markets import make_translation
from tests.staff.asking import error_of, everything, staff

TRANSLATIONS = "/staff/translations/"


def _new(product: Product, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "product", "target": str(product.id), "language": "fr_ca", "texts": {"title": "Caftan"}, **fields,
    }  # fmt: skip


def test_writes_a_translation_and_changes_text_by_text() -> None:
    client, product = staff("catalogue"), make_product()

    made = client.post(TRANSLATIONS, _new(product))
    shown = made.json()
    changed = client.patch(
        f"{TRANSLATIONS}{shown['id']}/",
        {"texts": {"title": "", "description": "En soie."}},
        headers={"If-Match": made.headers["ETag"]},
    )

    assert (made.status_code, shown["language"], shown["texts"]) == (201, "fr-CA", {"title": "Caftan"})
    assert (changed.status_code, changed.json()["texts"]) == (200, {"description": "En soie."})
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["TranslationChanged"] * 2
    written = StaffAction.objects.order_by("acted_at")[1]
    assert (written.before, written.after) == ({"texts": {"title": "Caftan"}}, {"texts": {"description": "En soie."}})


@pytest.mark.parametrize(
    "fields",
    [
        {"target": str(new_id())},
        {"target": "kaftan"},
        {"target": "' OR 1=1"},
        {"kind": "order"},
        {"kind": "axis", "target": "nonsense", "texts": {"name": "x"}},
        {"kind": "axis", "target": "size:m", "texts": {"name": "x"}},
        {"kind": "value", "target": "size", "texts": {"name": "x"}},
        {"language": "en"},
        {"language": "xx"},
        {"texts": {"slug": "caftan"}},
        {"texts": {"title": "x" * 201}},
        {"texts": {"title": 5}},
        {"texts": {}},
        {"texts": "Caftan"},
    ],
    ids=lambda fields: "-".join(fields) + f"-{len(str(fields))}",
)
def test_refuses_what_makes_no_sense_and_writes_nothing(fields: dict[str, Any]) -> None:
    client, product = staff("catalogue"), make_product()
    before = everything()

    response = client.post(TRANSLATIONS, _new(product, **fields))

    assert response.status_code in {400, 404}, response.content
    assert everything() == before


def test_translates_a_thing_into_a_language_once() -> None:
    client, product = staff("catalogue"), make_product()
    make_translation(kind="product", target=product.id, language="fr-CA", title="Caftan")

    response = client.post(TRANSLATIONS, _new(product))

    assert (response.status_code, error_of(response)["code"]) == (409, "TRANSLATION_EXISTS")
    assert Translation.objects.count() == 1


def test_a_value_is_translated_for_all_products() -> None:
    make_product(sizes=("M",), colours=("Indigo",))

    response = staff("catalogue").post(
        TRANSLATIONS,
        {"kind": "value", "target": "colour:indigo", "language": "fr", "texts": {"name": "Bleu indigo"}},
    )

    assert response.status_code == 201, response.content
