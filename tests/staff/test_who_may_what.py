"""Every route of the staff API, for every role: those who may succeed, all others are refused and change nothing."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from domains.identity.models import StaffAction, StaffRole
from rest.staff.door.views import StaffView
from rest.staff.urls import router
from tests.staff.asking import client_with, error_of, everything, staff
from tests.staff.asks import DEFINITIONS, Ask
from tests.staff.world import World, make_world

ROLES = ("support", "catalogue", "finance", "admin")

_CATALOGUE, _EVERYBODY = "catalogue admin", "support catalogue finance admin"
_NO_FINANCE, _NO_CATALOGUE = "support catalogue admin", "support finance admin"

# (route, method) -> the request. Written by hand: what is open is a decision, not a result.
ASKS: Mapping[tuple[str, str], Ask] = {
    ("staff-product-list", "get"): Ask(_NO_FINANCE),
    ("staff-product-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {"vendor_id": str(w.vendor.id), "category_id": str(w.category.id), "title": "Agbada"},
        status=201,
        audited="product.create",
    ),
    ("staff-product-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.product.id),
    ("staff-product-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.product.id,
        body=lambda w: {"title": "Iro"},
        headers={"If-Match": "*"},
        audited="product.update",
    ),
    ("staff-product-publish", "post"): Ask(_CATALOGUE, pk=lambda w: w.product.id, audited="product.publish"),
    ("staff-product-unpublish", "post"): Ask(_CATALOGUE, pk=lambda w: w.product.id, audited="product.unpublish"),
    ("staff-product-archive", "post"): Ask(_CATALOGUE, pk=lambda w: w.product.id, audited="product.archive"),
    ("staff-product-prices", "post"): Ask(
        _CATALOGUE,
        pk=lambda w: w.product.id,
        body=lambda w: {"variant_id": str(w.variant.id), "amount": {"minor": 1_000_00, "currency": "NGN"}},
        audited="product.set_price",
    ),
    ("staff-option-value-list", "get"): Ask(_NO_FINANCE),
    ("staff-option-value-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {"axis_id": str(w.spare.axis_id), "code": "xs", "name": "XS"},
        status=201,
        audited="option_value.create",
    ),
    ("staff-option-value-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.spare.id),
    ("staff-option-value-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.spare.id,
        body=lambda w: {"name": "Very large"},
        headers={"If-Match": "*"},
        audited="option_value.update",
    ),
    ("staff-option-value-detail", "delete"): Ask(
        _CATALOGUE,
        pk=lambda w: w.spare.id,
        headers={"If-Match": "*"},
        status=204,
        audited="option_value.delete",
    ),
    ("staff-media-list", "get"): Ask(_NO_FINANCE),
    ("staff-media-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {
            "product_id": str(w.product.id),
            "upload_id": str(w.upload.id),
            "alt": "An agbada",
        },
        status=201,
        audited="media.create",
    ),
    ("staff-media-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.picture.id),
    ("staff-media-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.picture.id,
        body=lambda w: {"alt": "From behind"},
        headers={"If-Match": "*"},
        audited="media.update",
    ),
    ("staff-media-arrange", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {
            "product_id": str(w.product.id),
            "media_ids": [str(w.back.id), str(w.picture.id)],
        },
        status=204,
        audited="media.arrange",
    ),
    ("staff-media-detail", "delete"): Ask(
        _CATALOGUE, pk=lambda w: w.picture.id, headers={"If-Match": "*"}, status=204, audited="media.delete"
    ),
    ("staff-category-list", "get"): Ask(_NO_FINANCE),
    ("staff-category-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.category.id),
    ("staff-category-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.category.id,
        body=lambda w: {"slug": "wraps"},
        headers={"If-Match": "*"},
        audited="category.update",
    ),
    ("staff-collection-list", "get"): Ask(_NO_FINANCE),
    ("staff-collection-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.collection.id),
    ("staff-collection-progress", "get"): Ask(_NO_FINANCE, pk=lambda w: w.collection.id),
    ("staff-collection-preview", "post"): Ask(_NO_FINANCE, body=lambda w: {"rule": w.collection.rule}),
    ("staff-collection-list", "post"): Ask(
        _CATALOGUE, body=lambda w: {"title": "Linen Summer"}, status=201, audited="collection.create"
    ),
    ("staff-collection-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.collection.id,
        body=lambda w: {"title": "Reduced"},
        headers={"If-Match": "*"},
        audited="collection.update",
    ),
    ("staff-collection-detail", "delete"): Ask(
        _CATALOGUE, pk=lambda w: w.collection.id, status=204, audited="collection.delete"
    ),
    ("staff-collection-arrange", "post"): Ask(
        _CATALOGUE,
        pk=lambda w: w.picks.id,
        body=lambda w: {"product_ids": [str(w.product.id)]},
        headers={"If-Match": "*"},
        audited="collection.arrange",
    ),
    ("staff-submission-list", "get"): Ask(_NO_FINANCE),
    ("staff-submission-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.submission.id),
    ("staff-submission-approve", "post"): Ask(
        _CATALOGUE, pk=lambda w: w.submission.id, headers={"If-Match": "*"}, audited="submission.approve"
    ),
    ("staff-submission-reject", "post"): Ask(
        _CATALOGUE,
        pk=lambda w: w.submission.id,
        body=lambda w: {"reason": "Blurred pictures"},
        headers={"If-Match": "*"},
        audited="submission.reject",
    ),
    ("staff-submission-approve-several", "post"): Ask(
        _CATALOGUE, body=lambda w: {"submission_ids": [str(w.submission.id)]}, audited="submission.approve"
    ),
    ("staff-stock-list", "get"): Ask(_NO_FINANCE),
    ("staff-stock-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.level.id),
    ("staff-stock-receive", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {"variant_id": str(w.variant.id), "location_id": str(w.location.id), "quantity": 5},
        audited="stock.receive",
    ),
    ("staff-stock-correct", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {
            "variant_id": str(w.variant.id),
            "location_id": str(w.location.id),
            "on_hand": 7,
            "reason": "stocktaking",
        },
        audited="stock.correct",
    ),
    ("staff-stock-movement-list", "get"): Ask(_NO_FINANCE),
    ("staff-stock-location-list", "get"): Ask(_NO_FINANCE),
    ("staff-vendor-list", "get"): Ask(_EVERYBODY),
    ("staff-vendor-detail", "get"): Ask(_EVERYBODY, pk=lambda w: w.vendor.id),
    ("staff-vendor-approve", "post"): Ask(_CATALOGUE, pk=lambda w: w.applicant.id, audited="vendor.approve"),
    ("staff-vendor-suspend", "post"): Ask(
        _CATALOGUE, pk=lambda w: w.vendor.id, body=lambda w: {"reason": "No answers"}, audited="vendor.suspend"
    ),
    ("staff-vendor-reinstate", "post"): Ask(
        _CATALOGUE, pk=lambda w: w.suspended.id, body=lambda w: {"reason": "Answers"}, audited="vendor.reinstate"
    ),
    ("staff-vendor-slug", "post"): Ask(
        _CATALOGUE, pk=lambda w: w.vendor.id, body=lambda w: {"slug": "atelier"}, audited="vendor.change_slug"
    ),
    ("staff-order-list", "get"): Ask(_NO_CATALOGUE),
    ("staff-order-detail", "get"): Ask(_NO_CATALOGUE, pk=lambda w: w.order.id),
    ("staff-order-cancel", "post"): Ask(
        _NO_CATALOGUE, pk=lambda w: w.order.id, body=lambda w: {"reason": "Asked by phone"}, audited="order.cancel"
    ),
    ("staff-vendor-order-list", "get"): Ask(_NO_CATALOGUE),
    ("staff-vendor-order-detail", "get"): Ask(_NO_CATALOGUE, pk=lambda w: w.vendor_order.id),
    ("staff-vendor-order-cancel", "post"): Ask(
        _NO_CATALOGUE,
        pk=lambda w: w.vendor_order.id,
        body=lambda w: {"reason": "Asked by phone"},
        audited="vendor_order.cancel",
    ),
    ("staff-vendor-order-fulfil", "post"): Ask(
        "support admin", pk=lambda w: w.vendor_order.id, audited="vendor_order.fulfil"
    ),
    ("staff-payment-list", "get"): Ask(_NO_CATALOGUE),
    ("staff-payment-detail", "get"): Ask(_NO_CATALOGUE, pk=lambda w: w.attempt.id),
    ("staff-refund-list", "get"): Ask(_NO_CATALOGUE),
    ("staff-webhook-list", "get"): Ask(_NO_CATALOGUE),
    ("staff-review-list", "get"): Ask(_NO_FINANCE),
    ("staff-review-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.review.id),
    ("staff-review-publish", "post"): Ask(_NO_FINANCE, pk=lambda w: w.waiting.id, audited="review.publish"),
    ("staff-review-reject", "post"): Ask(
        _NO_FINANCE, pk=lambda w: w.review.id, body=lambda w: {"reason": "Insults"}, audited="review.reject"
    ),
    ("staff-delivery-list", "get"): Ask("admin"),
    ("staff-delivery-detail", "get"): Ask("admin", pk=lambda w: w.dead.id),
    ("staff-delivery-send-again", "post"): Ask("admin", pk=lambda w: w.dead.id, audited="delivery.send_again"),
    ("staff-synonym-list", "get"): Ask(_NO_FINANCE),
    ("staff-synonym-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.synonym.id),
    ("staff-synonym-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {"term": "jumper", "means": "sweater, pullover"},
        status=201,
        audited="synonym.create",
    ),
    ("staff-synonym-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.synonym.id,
        body=lambda w: {"means": "sneakers, kicks"},
        headers={"If-Match": "*"},
        audited="synonym.update",
    ),
    ("staff-synonym-detail", "delete"): Ask(
        _CATALOGUE,
        pk=lambda w: w.synonym.id,
        headers={"If-Match": "*"},
        status=204,
        audited="synonym.delete",
    ),
    ("staff-search-miss-list", "get"): Ask(_NO_FINANCE),
    ("staff-search-miss-export", "get"): Ask(_NO_FINANCE),
    ("staff-search-miss-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.miss.id),
    ("staff-search-miss-set-aside", "post"): Ask(_CATALOGUE, pk=lambda w: w.miss.id, audited="search_miss.set_aside"),
    ("staff-search-miss-make-synonym", "post"): Ask(
        _CATALOGUE,
        pk=lambda w: w.miss.id,
        body=lambda w: {"means": "trousers"},
        audited="search_miss.make_synonym",
    ),
    ("staff-market-list", "get"): Ask(_NO_FINANCE),
    ("staff-market-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.market.id),
    ("staff-market-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {
            "code": "ghana",
            "name": "Ghana",
            "currency": "GHS",
            "countries": ["GH"],
            "languages": ["en"],
        },
        status=201,
        audited="market.create",
    ),
    ("staff-market-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.market.id,
        body=lambda w: {"countries": ["FR", "BE"], "is_open": False},
        headers={"If-Match": "*"},
        audited="market.update",
    ),
    ("staff-vector-rebuild-list", "get"): Ask(_NO_FINANCE),
    ("staff-vector-rebuild-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.rebuild.id),
    ("staff-vector-rebuild-list", "post"): Ask(_CATALOGUE, status=201, audited="vector_rebuild.create"),
    ("staff-boost-list", "get"): Ask(_NO_FINANCE),
    ("staff-boost-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.boost.id),
    ("staff-boost-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {"kind": "pin", "query": "gown", "product_id": str(w.product.id)},
        status=201,
        audited="boost.create",
    ),
    ("staff-boost-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.boost.id,
        body=lambda w: {"priority": 20},
        headers={"If-Match": "*"},
        audited="boost.update",
    ),
    ("staff-boost-detail", "delete"): Ask(
        _CATALOGUE, pk=lambda w: w.boost.id, headers={"If-Match": "*"}, status=204, audited="boost.delete"
    ),
    ("staff-translation-list", "get"): Ask(_NO_FINANCE),
    ("staff-translation-detail", "get"): Ask(_NO_FINANCE, pk=lambda w: w.translation.id),
    ("staff-translation-list", "post"): Ask(
        _CATALOGUE,
        body=lambda w: {
            "kind": "vendor",
            "target": str(w.vendor.id),
            "language": "fr-CA",
            "texts": {"story": "Une maison de Lagos."},
        },
        status=201,
        audited="translation.create",
    ),
    ("staff-translation-detail", "patch"): Ask(
        _CATALOGUE,
        pk=lambda w: w.translation.id,
        body=lambda w: {"texts": {"title": "Robe longue"}},
        headers={"If-Match": "*"},
        audited="translation.update",
    ),
    ("staff-user-list", "get"): Ask("admin"),
    ("staff-audit-list", "get"): Ask("admin"),
    **DEFINITIONS,
}


def _routes() -> Iterator[tuple[str, str, type[StaffView], str]]:
    pattern: Any
    for pattern in router.urls:
        view: Any = pattern.callback
        for method, action in view.actions.items():
            if method != "head":
                yield pattern.name, method, view.cls, action


def _ask(client: APIClient, route: tuple[str, str], world: World) -> Any:
    ask = ASKS[route]
    path = reverse(route[0], kwargs={"pk": ask.pk(world)} if ask.pk else None)
    body = json.dumps(ask.body(world))
    return client.generic(route[1].upper(), path, body, content_type="application/json", headers=dict(ask.headers))


def test_every_route_is_decided_on() -> None:
    assert {(name, method) for name, method, _, _ in _routes()} == set(ASKS)


@pytest.mark.parametrize(("name", "method", "view", "action"), list(_routes()), ids=lambda part: str(part))
def test_every_route_demands_something(name: str, method: str, view: type[StaffView], action: str) -> None:
    assert view.demands.get(action), f"{name} {method} is closed to everybody: name its permissions"
    assert view.permission_classes == StaffView.permission_classes
    assert view.authentication_classes == StaffView.authentication_classes


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_what_it_may(role: str) -> None:
    client, world = staff(role), make_world()

    answers = {key: _ask(client, key, world).status_code for key, ask in ASKS.items() if _may(role, ask, reads=True)}

    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_refused_everything_else_and_changes_nothing(role: str) -> None:
    client, world = staff(role), make_world()
    before = everything()

    refused = [_ask(client, key, world) for key, ask in ASKS.items() if role not in ask.roles.split()]

    assert [response.status_code for response in refused] == [403] * len(refused)
    assert all(error_of(response)["code"] == "DENIED" for response in refused)
    assert everything() == before


@pytest.mark.parametrize(
    ("role", "key"),
    [(role, key) for role in ROLES for key, ask in ASKS.items() if role in ask.roles.split() and ask.audited],
    ids=str,
)
def test_a_role_does_what_it_may_and_that_is_written_down(role: str, key: tuple[str, str]) -> None:
    client, world = staff(role), make_world()

    response = _ask(client, key, world)

    assert response.status_code == ASKS[key].status, response.content
    [written] = StaffAction.objects.select_related("actor")
    assert written.action == ASKS[key].audited
    assert (written.actor.staff_role, written.actor_role) == (role, role)
    assert written.before != written.after


def test_nobody_comes_in_without_a_token() -> None:
    world = make_world()
    before = everything()

    answers = [_ask(client_with(None), key, world) for key in ASKS]

    assert {response.status_code for response in answers} == {401}
    assert {response["WWW-Authenticate"] for response in answers} == {"Bearer"}
    assert everything() == before


def test_a_view_that_demands_nothing_is_closed_even_to_admins(monkeypatch: pytest.MonkeyPatch) -> None:
    client = staff(StaffRole.ADMIN)
    for _, _, view, action in _routes():
        monkeypatch.setattr(view, "demands", {action: frozenset()})
        [route] = [(n, m) for n, m, v, a in _routes() if (v, a) == (view, action)]
        kwargs = {"pk": 1 if view.lookup_value_converter == "int" else UUID(int=1)} if ASKS[route].pk else None

        response = client.generic(route[1].upper(), reverse(route[0], kwargs=kwargs))

        assert response.status_code == 403, route


def _may(role: str, ask: Ask, *, reads: bool) -> bool:
    return role in ask.roles.split() and (not ask.audited) == reads
