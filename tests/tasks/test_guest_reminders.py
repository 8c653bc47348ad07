"""Reminders of guests' carts: by consent given with the cart, once, and over without an account."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from django.db import IntegrityError, transaction

from config.asgi import application
from domains.catalogue.models import Product
from domains.checkout.errors import EmailMissing, RemindersArePreferences
from domains.checkout.models import Cart
from domains.checkout.services.carts import touch
from domains.checkout.services.merge_carts import merge_carts
from domains.checkout.services.set_contact import set_contact
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.inventory.models import StockLevel
from domains.notifications.addresses import hash_of_address
from domains.notifications.keep_preferences import unsubscribe_by_link
from domains.notifications.models import CartReminder, Message, OptOut, RemindedAddress
from domains.notifications.preferences import Topic
from domains.notifications.reminder_letters import mail_batch
from domains.notifications.reminders import remind_of_carts
from domains.notifications.unsubscribing import unsubscribe_token
from tasks.erasure import erase_person
from tests.concurrency import all_at_once, many_connections
from tests.domains.notifications.test_send_email import body, read
from tests.factories.checkout import an_owner, make_cart, make_line
from tests.factories.identity import a_user
from tests.factories.reminders import a_left_cart, a_left_guest_cart, leave, stocked_variant
from tests.sql_counting import counted_statements
from tests.tasks.test_alerts import mails
from tests.tasks.test_reactions import run_durable

__all__ = ["mails"]
DAY, EMAIL = timedelta(days=1), "guest@example.com"


@pytest.fixture
def now() -> datetime:
    return utc_now()


def run_all() -> None:
    while run_durable("mail_reminders"):
        pass


def states() -> list[str]:
    return sorted(Message.objects.filter(template="cart_reminder").values_list("state", flat=True))


def owner_of(cart: Cart) -> Owner:
    return Owner(kind="guest", id=cart.owner_id)


def agreed_at(cart: Cart) -> datetime | None:
    return Cart.objects.get(id=cart.id).email_reminder_agreed_at


def contact(cart: Cart, now: datetime, *, email: str | None = None, remind_me: bool | None = None) -> None:
    set_contact(owner=owner_of(cart), email=email, address=None, remind_me=remind_me, now=now)
    leave(cart, since=now - 2 * DAY)


def take_back(cart: Cart, now: datetime) -> None:
    contact(cart, now, remind_me=False)


def move(cart: Cart, now: datetime) -> None:
    contact(cart, now, email="another@example.com")


def sell_out(_cart: Cart, _now: datetime) -> None:
    StockLevel.objects.update(on_hand=0)


def hide(_cart: Cart, _now: datetime) -> None:
    Product.objects.update(state="archived")


def empty(cart: Cart, now: datetime) -> None:
    cart.lines.all().delete()


def complete(cart: Cart, now: datetime) -> None:
    with transaction.atomic():
        touch(cart=cart, now=now, state=Cart.State.COMPLETED)
    leave(cart, since=now - 2 * DAY)


def log_in(cart: Cart, now: datetime) -> None:
    merge_carts(guest_id=cart.owner_id, user_id=a_user().id, now=now)
    Cart.objects.update(updated_at=now - 2 * DAY)


def leave_for_good(_cart: Cart, now: datetime) -> None:
    user = a_user(email=EMAIL)
    User.objects.filter(id=user.id).update(is_active=False, erased_at=now)
    erase_person(user_id=user.id, now=now)


REASONS = (take_back, move, sell_out, hide, empty, complete, log_in, leave_for_good)


def test_keeps_since_when_a_guest_wants_it_and_forgets_it_with_the_address(now: datetime) -> None:
    cart = a_left_guest_cart(now=now, remind_me=None, idle=timedelta())
    seen = [agreed_at(cart)]
    steps: list[tuple[int, str | None, bool | None]] = [
        (1, None, True),
        (2, EMAIL, True),
        (3, "Guest@Example.com", None),
        (4, "another@example.com", None),
        (5, "another@example.com", True),
        (6, EMAIL, True),
        (7, None, False),
    ]

    for hours, email, remind_me in steps:
        set_contact(
            owner=owner_of(cart), email=email, address=None, remind_me=remind_me, now=now + timedelta(hours=hours)
        )
        seen.append(agreed_at(cart))

    first, other, again = (now + timedelta(hours=hours) for hours in (1, 5, 6))
    assert seen == [None, first, first, first, None, other, again, None]


def test_refuses_consent_for_nowhere_and_of_customers_and_changes_nothing(now: datetime) -> None:
    guest, customer = an_owner(), Owner(kind="customer", id=a_user().id)
    for owner in (guest, customer):
        make_cart(owner=owner, email="")
    refusals: list[tuple[type[Exception], Owner, str | None]] = [
        (EmailMissing, guest, None),
        (RemindersArePreferences, customer, EMAIL),
    ]

    for expected, owner, email in refusals:
        with pytest.raises(expected):
            set_contact(owner=owner, email=email, address=None, remind_me=True, now=now)

    assert list(Cart.objects.values_list("email", "email_reminder_agreed_at", "version")) == [("", None, 0)] * 2
    for owner in (guest, customer):
        set_contact(owner=owner, email=EMAIL, address=None, remind_me=False, now=now)
    assert list(Cart.objects.values_list("email", "email_reminder_agreed_at")) == [(EMAIL, None)] * 2


def test_the_database_keeps_no_consent_without_an_address(now: datetime) -> None:
    a_left_guest_cart(now=now)

    with pytest.raises(IntegrityError, match="reminders_are_agreed_for_an_address"), transaction.atomic():
        Cart.objects.update(email="")
    with pytest.raises(IntegrityError, match="reminders_are_agreed_for_an_address"), transaction.atomic():
        Cart.objects.update(owner_kind="customer")


@pytest.mark.parametrize("erasing", [log_in, leave_for_good])
def test_consent_goes_with_the_address(now: datetime, erasing: Callable[[Cart, datetime], None]) -> None:
    cart = a_left_guest_cart(now=now)

    erasing(cart, now)

    assert list(Cart.objects.filter(id=cart.id).values_list("email", "email_reminder_agreed_at")) == [("", None)]
    assert Cart.objects.exclude(email_reminder_agreed_at=None).count() == 0


def test_reminds_of_a_cart_that_was_left(mails: Path, now: datetime) -> None:
    a_left_guest_cart(now=now)

    assert remind_of_carts(now=now) == 1
    run_all()

    [mail] = read(mails)
    assert (mail["To"], mail["Subject"]) == (EMAIL, "You left Adire Kaftan in your cart")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = body(mail, "plain").splitlines()
    assert plain[0] == "Hello,"
    assert "  2 x Adire Kaftan, M, Indigo, at 25,000.00 NGN: 50,000.00 NGN" in plain
    assert "Items: 50,000.00 NGN" in plain
    for kind in ("plain", "html"):
        assert "/unsubscribe/" in body(mail, kind)
        assert "because you asked to be reminded" in body(mail, kind)
    assert unsubscribe_token(topic=Topic.REMINDERS, user_id=None, email=EMAIL) in mail["List-Unsubscribe"]
    reminder = CartReminder.objects.get()
    assert (reminder.user_id, reminder.cart_version) == (None, 1)
    assert Message.objects.get().user_id is None


@pytest.mark.parametrize("remind_me", [None, False])
def test_reminds_no_guest_who_has_not_asked_for_it(now: datetime, remind_me: bool | None) -> None:
    a_left_guest_cart(now=now, remind_me=remind_me)

    assert remind_of_carts(now=now) == 0
    assert not CartReminder.objects.exists()


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
    a_left_guest_cart(now=now, idle=idle)

    assert remind_of_carts(now=now) == reminded


@pytest.mark.parametrize("reason", REASONS)
def test_reminds_nobody_where_there_is_a_reason(reason: Callable[[Cart, datetime], None], now: datetime) -> None:
    reason(a_left_guest_cart(now=now), now)

    assert remind_of_carts(now=now) == 0
    assert not CartReminder.objects.exists()
    assert not Message.objects.filter(template="cart_reminder").exists()
    assert not OutboxEvent.objects.filter(name="CartsReminded").exists()


@pytest.mark.parametrize("reason", REASONS)
def test_sends_nothing_where_the_reason_came_after_writing(
    reason: Callable[[Cart, datetime], None], mails: Path, now: datetime
) -> None:
    cart = a_left_guest_cart(now=now)
    remind_of_carts(now=now)

    reason(cart, now)
    run_all()

    # What was written to who left for good is gone itself.
    assert states() == ([] if reason is leave_for_good else ["dropped"])
    assert not mails.exists() or [mail for mail in read(mails) if mail["To"] == EMAIL] == []


def test_reminds_once_and_never_again_of_that_cart(mails: Path, now: datetime) -> None:
    cart = a_left_guest_cart(now=now)
    for hours in (0, 1, 30, 24 * 8):
        remind_of_carts(now=now + timedelta(hours=hours))
    run_all()
    assert states() == ["sent"]

    for days, remind_me in ((8, None), (20, False), (21, True)):
        later = now + days * DAY
        contact(cart, later, remind_me=remind_me)
        assert remind_of_carts(now=later) == 0

    assert states() == ["sent"]


def test_an_address_is_written_to_once_a_week_whoever_types_it(now: datetime) -> None:
    customer = a_user(email=EMAIL)
    a_left_cart(now=now, user=customer)
    for _ in range(3):
        a_left_guest_cart(now=now)

    assert [remind_of_carts(now=now), remind_of_carts(now=now + timedelta(hours=1))] == [4, 0]

    assert list(Message.objects.values_list("recipient", flat=True)) == [EMAIL]
    assert RemindedAddress.objects.count() == 1


async def test_the_link_of_a_letter_ends_it_without_an_account() -> None:
    path = f"/unsubscribe/{unsubscribe_token(topic=Topic.REMINDERS, user_id=None, email=EMAIL)}/"
    transport = httpx.ASGITransport(app=application)

    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        asked = await client.get(path)
        before = await in_transaction(OptOut.objects.count)
        done = await client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert (asked.status_code, before, done.status_code) == (200, 0, 200)
    out = await in_transaction(OptOut.objects.get)
    assert (bytes(out.address), out.topic) == (hash_of_address(EMAIL), "reminders")


def test_an_address_that_wants_none_gets_none_however_often_it_is_typed(mails: Path, now: datetime) -> None:
    unsubscribe_by_link(token=unsubscribe_token(topic=Topic.REMINDERS, user_id=None, email=EMAIL), now=now)
    a_left_guest_cart(now=now)

    remind_of_carts(now=now)
    run_all()

    assert states() == ["dropped"]
    assert OptOut.objects.count() == 1


def test_schedulers_at_the_same_moment_remind_once(now: datetime) -> None:
    variant = stocked_variant()
    for number in range(30):
        a_left_guest_cart(now=now, variant=variant, email=f"guest{number:02}@example.com")

    with many_connections():
        answers = all_at_once([lambda: remind_of_carts(now=now, limit=20)] * 12)
        answers += all_at_once([lambda: remind_of_carts(now=now, limit=20)] * 12)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sum(answer for answer in answers if isinstance(answer, int)) == 30
    expected = [f"guest{number:02}@example.com" for number in range(30)]
    assert sorted(Message.objects.values_list("recipient", flat=True)) == expected


def test_workers_at_the_same_moment_send_one(mails: Path, now: datetime) -> None:
    a_left_guest_cart(now=now)
    remind_of_carts(now=now)
    batch_id: UUID = CartReminder.objects.get().batch_id

    with many_connections():
        answers = all_at_once([partial(mail_batch, batch_id=batch_id, now=now)] * 8)

    assert sum(answer for answer in answers if isinstance(answer, int)) == 1
    assert len(read(mails)) == 1


def test_many_carts_of_guests_and_customers_take_as_many_statements_as_one(mails: Path, now: datetime) -> None:
    writing, sending = [], []
    for turn, number in enumerate((1, 30)):
        for place in range(number):
            a_left_guest_cart(now=now, email=f"guest{turn}{place}@example.com", variant=stocked_variant())
            a_left_cart(now=now, variant=stocked_variant())
        with counted_statements() as statements:
            assert remind_of_carts(now=now) == 2 * number
        writing.append(len(statements))
        batch_id = CartReminder.objects.latest("id").batch_id
        with counted_statements() as statements:
            assert mail_batch(batch_id=batch_id, now=now) == 2 * number
        sending.append(len([each for each in statements if not each.startswith("UPDATE")]))

    assert (writing, sending) == ([5, 5], [7, 7])


def test_a_guest_cart_without_anything_left_to_buy_is_not_reminded_of(now: datetime) -> None:
    owner = an_owner()
    make_line(cart=make_cart(owner=owner), variant=stocked_variant())
    set_contact(owner=owner, email=EMAIL, address=None, remind_me=True, now=now - 2 * DAY)
    StockLevel.objects.update(on_hand=0)
    assert remind_of_carts(now=now) == 0

    StockLevel.objects.update(on_hand=1)

    assert remind_of_carts(now=now) == 1
