"""Lists of the staff API: stable pages, declared filters, and nothing that was not declared."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.catalogue.models import Product
from domains.common.clock import utc_now
from domains.common.ids import new_id
from rest.staff.urls import router
from tests.factories.catalogue import make_category, make_product
from tests.factories.inventory import make_stock
from tests.factories.orders import make_order
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements
from tests.staff.asking import error_of, staff
from tests.staff.world import fill, make_world

LISTS = sorted(str(pattern.pattern) for pattern in router.urls if str(pattern.name).endswith("-list"))  # type: ignore[union-attr]
PRODUCTS = "/staff/products/"


def _ids(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def _products(count: int) -> list[str]:
    """Products, three of which are always of the same moment; the newest first."""
    now = utc_now()
    made = [make_product(title=f"Product {number}") for number in range(count)]
    for number, product in enumerate(made):
        product.created_at = now - timedelta(minutes=number // 3)
        product.save(update_fields=["created_at"])
    return [str(row.id) for row in Product.objects.order_by("-created_at", "-id")]


def test_pages_forwards_and_backwards_through_rows_of_the_same_moment() -> None:
    client, everything = staff(), _products(10)

    first = client.get(PRODUCTS, {"page_size": 4})
    second = client.get(first.json()["next"])
    third = client.get(second.json()["next"])
    back = client.get(second.json()["previous"])

    assert [*_ids(first), *_ids(second), *_ids(third)] == everything
    assert (first.json()["previous"], third.json()["next"]) == (None, None)
    assert _ids(back) == _ids(first)
    assert back.json()["previous"] is None


def test_a_page_shows_no_row_twice_and_misses_none_while_rows_come() -> None:
    client, everything = staff(), _products(6)
    first = client.get(PRODUCTS, {"page_size": 3})

    make_product(title="Newest")
    second = client.get(first.json()["next"])

    assert [*_ids(first), *_ids(second)] == everything


def test_orders_by_what_is_offered_in_both_directions() -> None:
    client = staff()
    for title in ("Kaftan", "Agbada", "Iro"):
        make_product(title=title)

    def titles(order: str) -> list[str]:
        return [row["title"] for row in client.get(PRODUCTS, {"ordering": order}).json()["results"]]

    assert titles("title") == ["Agbada", "Iro", "Kaftan"]
    assert titles("-title") == ["Kaftan", "Iro", "Agbada"]


@pytest.mark.parametrize(
    "query",
    [
        {"ordering": "user__password"},
        {"ordering": "-"},
        {"ordering": "--title"},
        {"ordering": "vendor__members__user__password"},
        {"ordering": "title,created_at"},
        {"page_size": "0"},
        {"page_size": "101"},
        {"page_size": "-1"},
        {"page_size": "1e1"},
        {"page_size": "५"},
        {"page_size": "9" * 5000},
        {"page": "2"},
        {"limit": "10"},
        {"format": "api"},
        {"vendor__email": "a@b.c"},
        {"state": "secret"},
        {"vendor": "not-an-id"},
        {"created_from": "yesterday"},
        {"created_from": "0000-00-00T00:00:00Z"},
        {"sku": "x" * 61},
        {"sku": "a\x00b"},
        {"search": "x" * 101},
        {"search": "%" * 200},
        {"search": "a\x00b"},
        {"after": "nonsense"},
        {"after": ""},
        {"after": "A" * 2000},
        {"after": "é"},
    ],
    ids=lambda query: str(query)[:60],
)
def test_refuses_what_it_does_not_know(query: dict[str, str]) -> None:
    response = staff().get(PRODUCTS, query)

    assert response.status_code == 400, response.content
    assert error_of(response)["code"] in {"INVALID_INPUT", "BAD_CURSOR"}


def test_refuses_a_parameter_given_twice_and_both_directions_at_once() -> None:
    client = staff()

    assert client.get(f"{PRODUCTS}?state=draft&state=published").status_code == 400
    assert client.get(PRODUCTS, {"after": "a", "before": "b"}).status_code == 400
    assert client.get(f"{PRODUCTS}{new_id()}/?expand=vendor").status_code == 400


def test_a_cursor_fits_its_own_list_order_and_filter_only() -> None:
    client = staff()
    _products(3)
    following = client.get(PRODUCTS, {"page_size": 1}).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["after"][0]

    assert client.get(PRODUCTS, {"after": cursor}).status_code == 200
    for path, query in (
        ("/staff/vendors/", {}),
        (PRODUCTS, {"ordering": "title"}),
        (PRODUCTS, {"state": "published"}),
        (PRODUCTS, {"search": "product"}),
    ):
        refused = client.get(path, {**query, "after": cursor})
        assert (refused.status_code, error_of(refused)["code"]) == (400, "BAD_CURSOR")


@settings(max_examples=40, deadline=None)
@given(position=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=6))
def test_no_bent_cursor_is_taken(position: int, bit: int) -> None:
    client = staff()
    _products(2)
    following = client.get(PRODUCTS, {"page_size": 1}).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["after"][0]
    place = position % len(cursor)
    bent = cursor[:place] + chr(ord(cursor[place]) ^ (1 << bit)) + cursor[place + 1 :]

    assert client.get(PRODUCTS, {"after": bent}).status_code == 400


def test_finds_text_with_wildcards_as_text() -> None:
    client = staff()
    make_product(title="100% Cotton")
    make_product(title="1000 Cotton Threads")

    found = client.get(PRODUCTS, {"search": "100% c"}).json()["results"]

    assert [row["title"] for row in found] == ["100% Cotton"]


def test_finds_text_without_its_accents() -> None:
    client, hat = staff(), make_product(title="Àṣà Wide-Brim Hat")

    assert _ids(client.get(PRODUCTS, {"search": "asa wide"})) == [str(hat.id)]


def test_filters_products_by_vendor_category_state_and_sku() -> None:
    client, atelier, skirts = staff(), make_vendor(), make_category(name="Skirts")
    wanted = make_product(vendor=atelier, category=skirts, state=Product.State.DRAFT, publish_at=None)
    make_product()
    sku = wanted.variants.get().sku

    for query in ({"vendor": str(atelier.id)}, {"category": str(skirts.id)}, {"state": "draft"}, {"sku": sku}):
        assert _ids(client.get(PRODUCTS, query)) == [str(wanted.id)], query


def test_filters_low_stock_by_what_can_still_be_sold() -> None:
    client = staff()
    low = make_stock(variant=make_product().variants.get(), on_hand=5, low_stock_at=3)
    low.reserved = 2
    low.save()
    plenty = make_stock(variant=make_product().variants.get(), on_hand=5, low_stock_at=3)

    assert _ids(client.get("/staff/stock/", {"low": "true"})) == [str(low.id)]
    assert _ids(client.get("/staff/stock/", {"low": "false"})) == [str(plenty.id)]


def test_finds_an_order_by_number_email_vendor_state_and_day() -> None:
    client, now = staff(), utc_now()
    order = make_order(now=now)
    make_order(now=now - timedelta(days=3))
    vendor = str(order.vendor_orders.get().vendor_id)

    for query in (
        {"number": order.number},
        {"vendor": vendor},
        {"placed_from": (now - timedelta(days=1)).isoformat()},
        {"search": order.number},
    ):
        assert _ids(client.get("/staff/orders/", query)) == [str(order.id)], query
    assert len(_ids(client.get("/staff/orders/", {"email": "ADA@example.com", "state": "placed"}))) == 2
    assert _ids(client.get("/staff/orders/", {"state": "cancelled"})) == []
    assert len(_ids(client.get("/staff/vendor-orders/", {"vendor": vendor}))) == 1


def test_every_list_takes_as_many_statements_for_fifty_rows_as_for_one() -> None:
    make_world()
    fill(1)
    client = staff()

    def statements(of: Callable[[str], dict[str, Any]]) -> dict[str, int]:
        counts = {}
        for path in LISTS:
            with counted_statements() as sent:
                response = client.get(f"/staff/{path}", of(path))
            assert response.status_code == 200, path
            counts[path] = len(sent)
        return counts

    few = statements(lambda path: {"page_size": 1})
    fill(49)
    many = statements(lambda path: {"page_size": 50})

    assert many == few
    # Who is asking, and the rows: relations come by joins.
    assert set(many.values()) == {2}
