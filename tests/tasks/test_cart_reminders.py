"""Reminders of carts: who gets one and when, exactly once, and what it says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from domains.catalogue.models import Product
from domains.checkout.models import Cart
from domains.checkout.services.carts import touch
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.models import OutboxEvent
from domains.common.money import Money
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.inventory.models import StockLevel
from domains.notifications.addresses import hash_of_address
from domains.notifications.keep_preferences import unsubscribe_by_link
from domains.notifications.models import CartReminder, Message, OptOut, Preference, RemindedAddress
from domains.notifications.preferences import Topic
from domains.notifications.reminder_letters import mail_batch
from domains.notifications.reminders import forget_addresses, remind_of_carts
from domains.notifications.unsubscribing import unsubscribe_token
from tasks.erasure import erase_person
from tasks.timetable import TIMETABLE
from tests.concurrency import all_at_once, many_connections
from tests.domains.notifications.test_send_email import body, read
from tests.factories.catalogue import make_price, make_product
from tests.factories.checkout import an_owner, make_cart, make_line
from tests.factories.identity import a_user
from tests.factories.inventory import make_stock
from tests.factories.reminders import a_left_cart, choose_reminders, leave, stocked_variant
from tests.sql_counting import counted_statements
from tests.tasks.test_alerts import mails
from tests.tasks.test_reactions import run_durable

__all__ = ["mails"]
DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return utc_now()


def run_all() -> None:
    while run_durable("mail_reminders"):
        pass


def states() -> list[str]:
    return sorted(Message.objects.filter(template="cart_reminder").values_list("state", flat=True))


def owner_of(cart: Cart) -> User:
    return User.objects.get(id=cart.owner_id)


def change(cart: Cart, now: datetime) -> None:
    with transaction.atomic():
        touch(cart=Cart.objects.select_for_update().get(id=cart.id), now=now)


def sell_out(_cart: Cart, _now: datetime) -> None:
    StockLevel.objects.update(on_hand=0)


def hide(_cart: Cart, _now: datetime) -> None:
    Product.objects.update(state="archived")


def complete(cart: Cart, now: datetime) -> None:
    with transaction.atomic():
        touch(cart=cart, now=now, state=Cart.State.COMPLETED)
    leave(cart, since=now - 2 * DAY)


def empty(cart: Cart, now: datetime) -> None:
    cart.lines.all().delete()
    change(cart, now)
    leave(cart, since=now - 2 * DAY)


def switch_off(cart: Cart, now: datetime) -> None:
    choose_reminders(user=owner_of(cart), is_on=False, now=now)


def never_choose(_cart: Cart, _now: datetime) -> None:
    Preference.objects.all().delete()


def follow_the_link(cart: Cart, now: datetime) -> None:
    token = unsubscribe_token(topic=Topic.REMINDERS, user_id=cart.owner_id, email=owner_of(cart).email)
    unsubscribe_by_link(token=token, now=now)


def prove_nothing(_cart: Cart, _now: datetime) -> None:
    User.objects.update(email_verified_at=None)


def close_account(_cart: Cart, _now: datetime) -> None:
    User.objects.update(is_active=False)


REASONS = (
    sell_out,
    hide,
    complete,
    empty,
    switch_off,
    never_choose,
    follow_the_link,
    prove_nothing,
    close_account,
)


def test_reminds_of_a_cart_that_was_left(mails: Path, now: datetime) -> None:
    cart = a_left_cart(now=now)
    gone = make_product(title="Gone Gown").variants.get()
    make_line(cart=cart, variant=gone)
    dearer = make_product(title="Aso Oke Wrap", sizes=("L",), price=None).variants.get()
    make_price(variant=dearer, price=Money(9_000_00, "NGN"))
    make_stock(variant=dearer)
    make_line(cart=cart, variant=dearer, seen_price=Money(8_000_00, "NGN"))

    assert remind_of_carts(now=now) == 1
    run_all()

    [mail] = read(mails)
    assert (mail["To"], mail["Subject"]) == (owner_of(cart).email, "You left Adire Kaftan in your cart")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/unsubscribe/" in mail["List-Unsubscribe"]
    plain = body(mail, "plain").splitlines()
    assert "  2 x Adire Kaftan, M, Indigo, at 25,000.00 NGN: 50,000.00 NGN" in plain
    assert "  1 x Aso Oke Wrap, L, at 9,000.00 NGN: 9,000.00 NGN" in plain
    assert "Items: 59,000.00 NGN" in plain
    assert "1 more can’t be bought at the moment." in plain
    assert "http://127.0.0.1:8000/cart/" in plain
    for piece in ("Adire Kaftan", "M, Indigo", "50,000.00 NGN", "59,000.00 NGN", "http://127.0.0.1:8000/cart/"):
        assert piece in body(mail, "html")
    for kind in ("plain", "html"):
        assert "/unsubscribe/" in body(mail, kind)
        assert "Gone Gown" not in body(mail, kind)


@pytest.mark.parametrize(
    ("idle", "reminded"),
    [
        (timedelta(hours=23, minutes=59), 0),
        (timedelta(hours=24), 1),
        (timedelta(days=29, hours=23), 1),
        (timedelta(days=30), 0),
    ],
)
def test_reminds_a_day_after_and_not_after_a_month(now: datetime, idle: timedelta, reminded: int) -> None:
    a_left_cart(now=now, idle=idle)

    assert remind_of_carts(now=now) == reminded
    assert CartReminder.objects.count() == reminded


@pytest.mark.parametrize("reason", REASONS)
def test_reminds_nobody_where_there_is_a_reason(
    reason: Callable[[Cart, datetime], None], mails: Path, now: datetime
) -> None:
    reason(a_left_cart(now=now), now)

    assert remind_of_carts(now=now) == 0
    assert not CartReminder.objects.exists()
    assert not Message.objects.exists()
    assert not OutboxEvent.objects.filter(name="CartsReminded").exists()


@pytest.mark.parametrize("reason", [*REASONS, change])
def test_sends_nothing_where_the_reason_came_after_writing(
    reason: Callable[[Cart, datetime], None], mails: Path, now: datetime
) -> None:
    cart = a_left_cart(now=now)
    remind_of_carts(now=now)

    reason(cart, now)
    run_all()

    assert states() == ["dropped"]
    assert not mails.exists() or read(mails) == []


def test_an_address_that_wants_none_gets_none(mails: Path, now: datetime) -> None:
    cart = a_left_cart(now=now)
    OptOut.objects.create(address=hash_of_address(owner_of(cart).email), topic="reminders", made_at=now)

    remind_of_carts(now=now)
    run_all()

    assert states() == ["dropped"]


def test_asks_guests_for_no_consent_and_writes_to_none(now: datetime) -> None:
    member = a_user()
    choose_reminders(user=member, is_on=True, now=now)
    # Even with the address of somebody who wants reminders, and even with an id that is theirs.
    for owner in (an_owner(), Owner(kind="guest", id=member.id)):
        cart = make_cart(owner=owner, email=member.email)
        make_line(cart=cart, variant=stocked_variant())
        leave(cart, since=now - 2 * DAY)

    assert remind_of_carts(now=now) == 0


def test_reminds_once_until_the_cart_is_changed_and_left_again(mails: Path, now: datetime) -> None:
    cart = a_left_cart(now=now)
    for hours in (0, 1, 30, 24 * 8):
        remind_of_carts(now=now + timedelta(hours=hours))
    run_all()
    assert states() == ["sent"]

    later = now + 8 * DAY
    change(cart, later)
    reminded = [remind_of_carts(now=later + timedelta(hours=hours)) for hours in (23, 24, 25)]
    run_all()

    assert reminded == [0, 1, 0]
    assert states() == ["sent", "sent"]
    assert [each.cart_version for each in CartReminder.objects.order_by("id")] == [0, 1]


def test_reminds_an_address_once_a_week(now: datetime) -> None:
    cart = a_left_cart(now=now)
    remind_of_carts(now=now)
    change(cart, now)

    minute = timedelta(minutes=1)
    reminded = [remind_of_carts(now=now + after) for after in (2 * DAY, 7 * DAY - minute, 7 * DAY, 7 * DAY + minute)]

    assert reminded == [0, 0, 1, 0]
    assert RemindedAddress.objects.get().reminded_at == now + 7 * DAY


def test_an_address_that_went_to_another_account_rests_too(now: datetime) -> None:
    first = a_left_cart(now=now, user=a_user(email="ada@example.com"))
    remind_of_carts(now=now)
    User.objects.filter(id=first.owner_id).update(email="elsewhere@example.com")
    a_left_cart(now=now, user=a_user(email="ada@example.com"))

    assert remind_of_carts(now=now + DAY) == 1

    assert Message.objects.count() == 1
    assert CartReminder.objects.count() == 2
    assert OutboxEvent.objects.filter(name="CartsReminded").count() == 1


def test_a_cart_whose_things_come_back_is_reminded_of_then(now: datetime) -> None:
    a_left_cart(now=now)
    StockLevel.objects.update(on_hand=0)
    assert remind_of_carts(now=now) == 0

    StockLevel.objects.update(on_hand=1)

    assert remind_of_carts(now=now) == 1


def test_schedulers_at_the_same_moment_remind_once(now: datetime) -> None:
    variant = stocked_variant()
    addresses = sorted(owner_of(a_left_cart(now=now, variant=variant)).email for _ in range(30))

    with many_connections():
        answers = all_at_once([lambda: remind_of_carts(now=now, limit=20)] * 12)
        answers += all_at_once([lambda: remind_of_carts(now=now, limit=20)] * 12)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sum(answer for answer in answers if isinstance(answer, int)) == 30
    assert sorted(Message.objects.values_list("recipient", flat=True)) == addresses
    assert (CartReminder.objects.count(), RemindedAddress.objects.count()) == (30, 30)


def test_many_schedulers_that_find_the_same_cart_remind_once(now: datetime) -> None:
    a_left_cart(now=now)

    with many_connections():
        answers = all_at_once([lambda: remind_of_carts(now=now)] * 40)

    assert sum(answer for answer in answers if isinstance(answer, int)) == 1
    assert Message.objects.count() == 1


def test_a_scheduler_that_dies_in_between_leaves_nothing_and_the_next_one_reminds(now: datetime) -> None:
    a_left_cart(now=now)

    def die() -> None:
        with transaction.atomic():
            remind_of_carts(now=now)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with many_connections():
        [died] = all_at_once([die])

    assert isinstance(died, Exception)
    assert (CartReminder.objects.count(), RemindedAddress.objects.count(), Message.objects.count()) == (0, 0, 0)
    assert remind_of_carts(now=now) == 1


def test_a_delivery_that_is_repeated_sends_one(mails: Path, now: datetime) -> None:
    a_left_cart(now=now)
    remind_of_carts(now=now)
    batch_id = CartReminder.objects.get().batch_id

    sent = [mail_batch(batch_id=batch_id, now=now) for _ in range(3)]

    assert sent == [1, 0, 0]
    assert len(read(mails)) == 1


def test_workers_at_the_same_moment_send_one(mails: Path, now: datetime) -> None:
    a_left_cart(now=now)
    remind_of_carts(now=now)
    batch_id = CartReminder.objects.get().batch_id

    with many_connections():
        answers = all_at_once([lambda: mail_batch(batch_id=batch_id, now=now)] * 8)

    assert sum(answer for answer in answers if isinstance(answer, int)) == 1
    assert len(read(mails)) == 1


def test_many_carts_take_as_many_statements_as_one(mails: Path, now: datetime) -> None:
    writing, sending = [], []
    for number in (1, 50):
        for _ in range(number):
            a_left_cart(now=now, variant=stocked_variant())
        with counted_statements() as statements:
            assert remind_of_carts(now=now) == number
        writing.append(len(statements))
        batch_id = CartReminder.objects.latest("id").batch_id
        with counted_statements() as statements:
            assert mail_batch(batch_id=batch_id, now=now) == number
        sending.append(len([each for each in statements if not each.startswith("UPDATE")]))

    # Carts, claim, addresses, messages, event; then reminders, messages, carts, stock, prices, choices, opt-outs. Of
    # each letter its sending is noted by itself.
    assert writing == [5, 5]
    assert sending == [7, 7], statements


def test_a_full_batch_is_followed_by_the_next(now: datetime) -> None:
    variant = stocked_variant()
    for _ in range(5):
        a_left_cart(now=now, variant=variant)

    assert [remind_of_carts(now=now, limit=2) for _ in range(4)] == [2, 2, 1, 0]


async def test_the_timetable_reminds(mails: Path, now: datetime) -> None:
    cart = await in_transaction(a_left_cart, now=now)
    [work] = [entry.work for entry in TIMETABLE if entry.name == "remind_of_carts"]

    await work(now)
    await in_transaction(run_all)

    assert [mail["To"] for mail in read(mails)] == [(await in_transaction(owner_of, cart)).email]


def test_addresses_are_forgotten_after_a_week(now: datetime) -> None:
    for days in (6, 7, 8):
        RemindedAddress.objects.create(address=hash_of_address(f"{days}@example.com"), reminded_at=now - days * DAY)

    assert forget_addresses(now=now, limit=10) == 2
    assert RemindedAddress.objects.get().reminded_at == now - 6 * DAY


def test_goes_with_the_account(now: datetime) -> None:
    leaver, other = a_left_cart(now=now), a_left_cart(now=now)
    remind_of_carts(now=now)
    User.objects.filter(id=leaver.owner_id).update(is_active=False, erased_at=now)

    erase_person(user_id=leaver.owner_id, now=now)

    assert CartReminder.objects.get().user_id == other.owner_id
    assert Message.objects.get().user_id == other.owner_id
    assert bytes(RemindedAddress.objects.get().address) == hash_of_address(owner_of(other).email)
