"""A guest logs in: their cart goes into the account's."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection

from domains.checkout.models import Cart, CartLine
from domains.checkout.services.freeze_cart import complete_cart
from domains.checkout.services.merge_carts import merge_carts
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.common.money import Money
from tests.factories.catalogue import make_price, make_variant
from tests.factories.checkout import LAGOS, an_owner, choose_delivery, make_cart, make_line
from tests.factories.shipping import make_method, make_zone

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PARIS = {**LAGOS, "city": "Paris", "country": "FR"}


def carts(*, guest_id: UUID, user_id: UUID, **of_account: object) -> tuple[Cart, Cart]:
    return (
        make_cart(owner=an_owner(owner_id=guest_id)),
        make_cart(owner=an_owner(kind="customer", owner_id=user_id), **of_account),  # type: ignore[arg-type]
    )


def quantities(cart: Cart) -> dict[UUID, int]:
    return dict(cart.lines.values_list("variant_id", "quantity"))


def test_opens_a_cart_for_an_account_without_one() -> None:
    guest_id, user_id, dress = new_id(), new_id(), make_variant()
    guest = make_cart(owner=an_owner(owner_id=guest_id), email="guest@example.com", address=LAGOS)
    make_line(cart=guest, variant=dress, quantity=2)
    choose_delivery(cart=guest, method=make_method(vendor=dress.product.vendor))

    cart_id = merge_carts(guest_id=guest_id, user_id=user_id, now=NOW)

    account = Cart.objects.get(id=cart_id or new_id())
    guest.refresh_from_db()
    assert (account.owner_kind, account.owner_id, account.state) == ("customer", user_id, "open")
    assert (account.email, account.address, account.currency) == ("guest@example.com", LAGOS, "NGN")
    assert quantities(account) == {dress.id: 2}
    assert account.deliveries.count() == 1
    assert guest.state == "merged"


def test_adds_quantities_up_to_99_and_takes_the_price_seen_later() -> None:
    guest_id, user_id, shared, own = new_id(), new_id(), make_variant(), make_variant()
    guest, account = carts(guest_id=guest_id, user_id=user_id)
    make_line(cart=guest, variant=shared, quantity=60, seen_price=Money(1_00, "NGN"))
    make_line(cart=account, variant=shared, quantity=50, seen_price=Money(2_00, "NGN"))
    make_line(cart=account, variant=own, quantity=1)
    CartLine.objects.filter(cart=account).update(seen_at=NOW - timedelta(days=2))
    CartLine.objects.filter(cart=guest).update(seen_at=NOW - timedelta(days=1))

    merge_carts(guest_id=guest_id, user_id=user_id, now=NOW)

    assert quantities(account) == {shared.id: 99, own.id: 1}
    assert account.lines.get(variant=shared).seen_price_minor == 1_00


def test_what_is_bought_after_the_merge_leaves_the_account_s_cart_once() -> None:
    guest_id, user_id = new_id(), new_id()
    both, only_guest, only_account = (make_variant() for _ in range(3))
    guest, account = carts(guest_id=guest_id, user_id=user_id)
    for variant, quantity in ((both, 2), (only_guest, 1)):
        make_line(cart=guest, variant=variant, quantity=quantity)
    for variant, quantity in ((both, 3), (only_account, 1)):
        make_line(cart=account, variant=variant, quantity=quantity)
    merge_carts(guest_id=guest_id, user_id=user_id, now=NOW)
    assert quantities(account) == {both.id: 5, only_guest.id: 1, only_account.id: 1}
    merged = Cart.objects.get(id=account.id).version

    # The bank approves what the guest had begun to pay.
    for _ in range(2):
        complete_cart(cart_id=guest.id, bought={both.id: 2, only_guest.id: 1}, now=NOW)

    assert quantities(account) == {both.id: 3, only_account.id: 1}
    guest.refresh_from_db()
    account.refresh_from_db()
    assert (guest.state, account.state, account.version) == ("completed", "open", merged + 1)
    told = OutboxEvent.objects.filter(name="CartChanged", payload__cart_id=str(account.id))
    assert told.count() == 2


def test_takes_no_more_out_of_the_account_s_cart_than_is_left() -> None:
    guest_id, user_id = new_id(), new_id()
    fewer, gone = make_variant(), make_variant()
    guest, account = carts(guest_id=guest_id, user_id=user_id)
    for variant in (fewer, gone):
        make_line(cart=guest, variant=variant, quantity=2)
    merge_carts(guest_id=guest_id, user_id=user_id, now=NOW)
    account.lines.filter(variant=fewer).update(quantity=1)
    account.lines.filter(variant=gone).delete()

    complete_cart(cart_id=guest.id, bought={fewer.id: 2, gone.id: 2}, now=NOW)

    assert quantities(account) == {}


def test_the_account_s_contact_and_deliveries_win_and_gaps_are_filled() -> None:
    guest_id, user_id = new_id(), new_id()
    shared, only_guest = make_variant(), make_variant()
    guest, account = carts(guest_id=guest_id, user_id=user_id, email="ada@example.com")
    Cart.objects.filter(id=guest.id).update(email="guest@example.com", address=PARIS)
    zone = make_zone(vendor=shared.product.vendor)
    standard, express = make_method(zone=zone), make_method(zone=zone, code="express")
    other = make_method(vendor=only_guest.product.vendor)
    choose_delivery(cart=guest, method=express)
    choose_delivery(cart=guest, method=other)
    choose_delivery(cart=account, method=standard)

    merge_carts(guest_id=guest_id, user_id=user_id, now=NOW)

    account.refresh_from_db()
    assert (account.email, account.address) == ("ada@example.com", PARIS)
    assert set(account.deliveries.values_list("method_id", flat=True)) == {standard.id, other.id}


def test_keeps_the_account_s_currency_and_prices_the_guest_s_lines_in_it() -> None:
    guest_id, user_id, in_both, naira_only = new_id(), new_id(), make_variant(), make_variant()
    make_price(variant=in_both, price=Money(40_00, "USD"))
    guest, account = carts(guest_id=guest_id, user_id=user_id, currency="USD")
    make_line(cart=guest, variant=in_both)
    make_line(cart=guest, variant=naira_only)

    merge_carts(guest_id=guest_id, user_id=user_id, now=NOW)

    account.refresh_from_db()
    assert account.currency == "USD"
    assert dict(account.lines.values_list("variant_id", "seen_price_minor")) == {in_both.id: 40_00, naira_only.id: 0}


def test_a_second_merge_changes_nothing() -> None:
    guest_id, user_id, dress = new_id(), new_id(), make_variant()
    guest, account = carts(guest_id=guest_id, user_id=user_id)
    make_line(cart=guest, variant=dress, quantity=2)

    answers = [merge_carts(guest_id=guest_id, user_id=user_id, now=NOW) for _ in range(2)]

    account.refresh_from_db()
    assert answers == [account.id, None]
    assert (quantities(account), account.version) == ({dress.id: 2}, 1)


def test_merges_nothing_of_a_customer_who_is_taken_for_a_guest() -> None:
    victim_id, user_id = new_id(), new_id()
    victim = make_cart(owner=an_owner(kind="customer", owner_id=victim_id))
    make_line(cart=victim, variant=make_variant())

    assert merge_carts(guest_id=victim_id, user_id=user_id, now=NOW) is None

    victim.refresh_from_db()
    assert (victim.state, Cart.objects.count()) == ("open", 1)


@pytest.mark.parametrize("has_account_cart", [True, False])
def test_concurrent_logins_merge_once(*, has_account_cart: bool) -> None:
    user_id, dress = new_id(), make_variant()
    guest_ids = [new_id() for _ in range(3)]
    for guest_id in guest_ids:
        make_line(cart=make_cart(owner=an_owner(owner_id=guest_id)), variant=dress, quantity=2)
    if has_account_cart:
        make_line(cart=make_cart(owner=an_owner(kind="customer", owner_id=user_id)), variant=dress, quantity=1)
    barrier = Barrier(9)

    def log_in(guest_id: UUID) -> None:
        barrier.wait(timeout=120)
        try:
            merge_carts(guest_id=guest_id, user_id=user_id, now=NOW)
        finally:
            connection.close()

    logins = [Thread(target=log_in, args=(guest_id,)) for guest_id in guest_ids * 3]
    for login in logins:
        login.start()
    for login in logins:
        login.join(timeout=120)

    account = Cart.objects.get(owner_id=user_id)
    assert quantities(account) == {dress.id: 7 if has_account_cart else 6}
    assert set(Cart.objects.filter(owner_id__in=guest_ids).values_list("state", flat=True)) == {"merged"}
