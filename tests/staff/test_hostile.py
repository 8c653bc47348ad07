"""Whatever is asked of the staff API: an answer or a refusal, never a failure of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from domains.catalogue.models import Product
from domains.common.clock import utc_now
from domains.identity.models import StaffAction
from domains.orders.models import VendorOrder
from domains.payments.models import Refund
from rest.staff.urls import router
from tests.concurrency import all_at_once, deadlocks
from tests.factories.catalogue import make_product
from tests.factories.identity import a_staff_member
from tests.factories.orders import make_paid_order
from tests.staff.asking import client_of, everything, staff
from tests.staff.world import make_world

_ODD = st.sampled_from(
    [
        "", " ", "0", "-1", "null", "true", "[]", "{}", "NaN", "1e999", "9" * 400, "%", "\\", "'", "\"; --", "\x00",
        "\ud7ff", "\u202e", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z",
        "00000000-0000-0000-0000-000000000000", "{00000000000000000000000000000000}", "İ" * 60,
    ]
)  # fmt: skip
_TEXT = _ODD | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


def _lists() -> list[tuple[str, list[str]]]:
    found: Any = [(p, p.callback.cls) for p in router.urls if str(p.name).endswith("-list")]  # type: ignore[union-attr]
    return [
        (
            f"/staff/{pattern.pattern}",
            [*view.filterset_class.base_filters, "search", "ordering", "after", "page_size"],
        )
        for pattern, view in found
    ]


@pytest.mark.parametrize(("path", "names"), _lists(), ids=lambda part: part if isinstance(part, str) else "")
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_list_answers_or_refuses_any_parameter(path: str, names: list[str], data: st.DataObject) -> None:
    query = {name: data.draw(_TEXT) for name in data.draw(st.lists(st.sampled_from(names), max_size=2, unique=True))}

    assert staff().get(path, query).status_code in {200, 400}, query


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_BODIES: dict[str, tuple[str, ...]] = {
    "/staff/products/": ("vendor_id", "category_id", "title", "slug", "description", "attributes", "axes", "variants"),
    "/staff/stock/receive/": ("variant_id", "location_id", "quantity", "reference"),
    "/staff/stock/correct/": ("variant_id", "location_id", "on_hand", "reason"),
}


@pytest.mark.parametrize("path", _BODIES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_write_refuses_any_other_body_and_changes_nothing(path: str, data: st.DataObject) -> None:
    client = staff()
    body = {name: data.draw(_JSON) for name in _BODIES[path] if data.draw(st.booleans())}
    before = everything()

    response = client.post(path, body)

    assert response.status_code in {400, 404}, (body, response.content)
    assert everything() == before


@pytest.mark.parametrize("pk", ["0", "-1", "99999999999999999999999", "9223372036854775808", "1.5", "x", "1;x", "%00"])
def test_there_is_no_delivery_of_an_odd_number(pk: str) -> None:
    assert staff().get(f"/staff/deliveries/{pk}/").status_code == 404


@pytest.mark.parametrize("path", [path for path, _ in _lists()])
def test_every_list_pages_through_all_its_rows_in_every_order(path: str) -> None:
    client = staff()
    make_world()
    make_world()
    offered = next(view for name, view in _views() if name == path).ordering_fields

    for order in [sign + field for field in offered for sign in ("", "-")]:
        whole = [row["id"] for row in client.get(path, {"ordering": order}).json()["results"]]
        assert _walked(client, f"{path}?page_size=1&ordering={order}", "next") == whole
        if whole:
            last = _last_page(client, f"{path}?page_size=1&ordering={order}")
            assert _walked(client, last, "previous") == whole[::-1]


def _views() -> list[tuple[str, Any]]:
    return [(f"/staff/{p.pattern}", p.callback.cls) for p in router.urls]  # type: ignore[union-attr]


def _walked(client: APIClient, url: str | None, direction: str) -> list[Any]:
    found = []
    while url is not None:
        page = client.get(url).json()
        found += [row["id"] for row in page["results"]]
        url = page[direction]
    return found


def _last_page(client: APIClient, url: str) -> str:
    while (following := client.get(url).json()["next"]) is not None:
        url = following
    return url


def test_of_many_changes_to_what_all_have_seen_one_is_made() -> None:
    product = make_product(title="Agbada")
    path = f"/staff/products/{product.id}/"
    clients = [staff("catalogue") for _ in range(8)]
    seen = clients[0].get(path)["ETag"]

    answers = all_at_once([_renaming(client, path, f"Agbada {n}", seen) for n, client in enumerate(clients)])

    assert sorted(answers, key=str) == [200] + [412] * 7
    assert StaffAction.objects.count() == 1
    assert Product.objects.get().title == StaffAction.objects.get().after["title"]


def _renaming(client: APIClient, path: str, title: str, seen: str) -> Callable[[], int]:
    return lambda: client.patch(path, {"title": title}, headers={"If-Match": seen}).status_code


def test_an_order_cancelled_by_many_at_once_is_cancelled_once() -> None:
    order, met = make_paid_order(now=utc_now(), vendors=3), deadlocks()
    members = [a_staff_member(role="support") for _ in range(8)]
    paths = [f"/staff/vendor-orders/{part.id}/cancel/" for part in order.vendor_orders.all()]
    asked = [*paths, *paths, f"/staff/orders/{order.id}/cancel/", f"/staff/orders/{order.id}/cancel/"]

    answers = all_at_once([_cancelling(client_of(m), path) for m, path in zip(members, asked, strict=True)])

    assert set(answers) == {200, 409}
    assert set(VendorOrder.objects.values_list("state", flat=True)) == {"cancelled"}
    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == sorted(
        VendorOrder.objects.values_list("total_minor", flat=True)
    )
    assert StaffAction.objects.count() == answers.count(200)
    assert deadlocks() == met


def _cancelling(client: APIClient, path: str) -> Callable[[], int]:
    return lambda: client.post(path, {"reason": "Asked by phone"}).status_code
