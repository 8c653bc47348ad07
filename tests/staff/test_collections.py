"""Collections through the staff API: made, tried, changed under an entity tag, arranged and deleted."""

from typing import Any

import pytest

from domains.catalogue.collections.models import Collection, CollectionMember
from domains.common.ids import new_id
from domains.identity.models import StaffAction
from tests.factories.catalogue import make_product
from tests.factories.collections import make_collection, rule
from tests.factories.inventory import make_stock
from tests.staff.asking import error_of, everything, staff

COLLECTIONS = "/staff/collections/"
LINEN = rule({"kind": "title", "words": ["linen"]})


def test_makes_a_collection_with_a_rule_that_is_on_its_way() -> None:
    make_product(title="Linen Gown")

    response = staff().post(COLLECTIONS, {"title": "Linen Summer", "rule": LINEN, "shown_from": "2026-01-01T00:00:00Z"})

    assert response.status_code == 201, response.content
    shown = response.json()
    assert (shown["slug"], shown["rule"], shown["version"], shown["products"]) == ("linen-summer", LINEN, 1, [])
    progress = staff().get(f"{COLLECTIONS}{shown['id']}/progress/").json()
    assert (progress["done"], progress["total"], progress["finished_at"]) == (0, 1, None)
    written = StaffAction.objects.get()
    assert (written.action, written.after["rule"]) == ("collection.create", LINEN)


def test_asks_for_stock_and_for_nothing_about_it() -> None:
    gown = make_product(title="Linen Gown")
    make_product(title="Sold Out Gown")
    make_stock(variant=gown.variants.get())
    asks = rule({"kind": "in_stock"})

    previewed = staff().post(f"{COLLECTIONS}preview/", {"rule": asks})
    made = staff().post(COLLECTIONS, {"title": "There Now", "rule": asks})
    refused = staff().post(COLLECTIONS, {"title": "Plenty", "rule": rule({"kind": "in_stock", "least": 5})})

    assert previewed.json()["products"] == [{"id": str(gown.id), "title": "Linen Gown", "slug": gown.slug}]
    assert (made.status_code, made.json()["rule"]) == (201, asks)
    assert (refused.status_code, error_of(refused)["path"]) == (400, ["rule", "conditions", "0", "least"])
    assert Collection.objects.count() == 1


def test_names_the_place_of_what_is_wrong_in_a_rule() -> None:
    client, bad = staff(), rule({"kind": "title", "words": ["linen"]}, {"kind": "published_within", "days": "30"})
    before = everything()

    refused = (
        client.post(COLLECTIONS, {"title": "New", "rule": bad}),
        client.post(f"{COLLECTIONS}preview/", {"rule": bad}),
    )

    assert [response.status_code for response in refused] == [400, 400]
    for response in refused:
        error = error_of(response)
        assert (error["code"], error["path"]) == ("BAD_RULE", ["rule", "conditions", "1", "days"])
    assert everything() == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "x" * 81},
        {"title": "Linen", "slug": "Not a slug"},
        {"title": "Linen", "position": -1},
        {"title": "Linen", "position": "1"},
        {"title": "Linen", "rule": None},
        {"title": "Linen", "rule": []},
        {"title": "Linen", "rule": {"match": "all", "conditions": [{"kind": "vendor", "vendors": [str(new_id())]}]}},
        {"title": "Linen", "shown_until": "2026-01-01T00:00:00Z"},
        {"title": "Linen", "version": 5},
    ],
    ids=lambda body: str(sorted(body))[:60],
)
def test_refuses_input_that_is_not_what_it_takes(body: dict[str, Any]) -> None:
    client, before = staff(), everything()

    response = client.post(COLLECTIONS, body)

    assert response.status_code == 400, response.content
    assert everything() == before


def test_tries_a_rule_without_keeping_anything() -> None:
    gown = make_product(title="Linen Gown")
    make_product(title="Linen Draft", state="draft", publish_at=None)
    client, before = staff("support"), everything()

    tried = client.post(f"{COLLECTIONS}preview/", {"rule": LINEN}).json()

    assert tried == {"count": 1, "products": [{"id": str(gown.id), "title": "Linen Gown", "slug": gown.slug}]}
    assert everything() == before


def test_arranges_products_under_an_entity_tag() -> None:
    gown, wrap = make_product(title="Gown"), make_product(title="Wrap")
    collection, client = make_collection(products=[gown]), staff()
    path = f"{COLLECTIONS}{collection.id}/"
    tag = client.get(path)["ETag"]
    body = {"product_ids": [str(wrap.id), str(gown.id)]}

    assert client.post(f"{path}arrange/", body).status_code == 428
    assert client.post(f"{path}arrange/", body, headers={"If-Match": tag}).status_code == 200
    late = client.post(f"{path}arrange/", {"product_ids": []}, headers={"If-Match": tag})

    assert late.status_code == 412
    shown = client.get(path).json()["products"]
    assert [(one["id"], one["title"]) for one in shown] == [(str(wrap.id), "Wrap"), (str(gown.id), "Gown")]
    written = StaffAction.objects.get()
    assert written.before == {"product_ids": [str(gown.id)]}
    assert written.after == {"product_ids": [str(wrap.id), str(gown.id)]}


def test_refuses_to_choose_products_for_a_rule_and_a_rule_for_chosen_products() -> None:
    product, client = make_product(), staff()
    by_rule, manual = make_collection(rule=LINEN), make_collection(products=[product])
    before = everything()

    chosen = client.post(
        f"{COLLECTIONS}{by_rule.id}/arrange/", {"product_ids": [str(product.id)]}, headers={"If-Match": "*"}
    )
    ruled = client.patch(f"{COLLECTIONS}{manual.id}/", {"rule": LINEN}, headers={"If-Match": "*"})

    assert [error_of(response)["code"] for response in (chosen, ruled)] == [
        "COLLECTION_FILLS_ITSELF",
        "COLLECTION_IS_MANUAL",
    ]
    assert everything() == before


def test_deletes_a_collection_and_no_product() -> None:
    product, client = make_product(), staff()
    collection = make_collection(products=[product])

    assert client.delete(f"{COLLECTIONS}{collection.id}/").status_code == 204
    assert client.delete(f"{COLLECTIONS}{collection.id}/").status_code == 404

    assert (Collection.objects.count(), CollectionMember.objects.count()) == (0, 0)
    product.refresh_from_db()
    [written] = StaffAction.objects.all()
    assert (written.action, written.before["title"], written.after) == ("collection.delete", "Linen Summer", {})
