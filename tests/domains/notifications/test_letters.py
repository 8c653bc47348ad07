"""What buyers and vendors read about an order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from domains.common.clock import utc_now
from domains.common.money import Money
from domains.identity.codes import digits
from domains.identity.models import OneTimeCode, User
from domains.notifications import account_letters
from domains.notifications.account_letters import mail_verification_code, tell_of_known_email
from domains.notifications.models import Message
from domains.notifications.order_letters import (
    address_lines,
    confirm_to_buyer,
    tell_of_cancellation,
    tell_of_refund,
    tell_vendors,
)
from domains.orders.models import VendorOrder
from domains.vendors.models import Vendor
from tests.domains.notifications.test_send_email import body, mails, read
from tests.factories.identity import a_user
from tests.factories.orders import make_order

__all__ = ["mails"]
pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_confirms_an_order_with_lines_vendors_totals_and_address(mails: Path) -> None:
    order = make_order(now=NOW, vendors=3)

    confirm_to_buyer(order_id=order.id)
    confirm_to_buyer(order_id=order.id)

    [mail] = read(mails)
    assert (mail["To"], mail["Subject"]) == (order.email, f"Your Fashionistar order {order.number}")
    for text in (body(mail, "plain"), body(mail, "html")):
        for part in VendorOrder.objects.filter(order=order):
            assert part.vendor.name in text
            assert part.number in text
            assert str(Money(part.total_minor, part.currency)) in body(mail, "plain")
        assert all(line.title in text for line in order.lines.all())
        assert str(Money(order.total_minor, order.currency)) in text
        assert all(line in text for line in address_lines(order.address))


def test_tells_each_vendor_its_own_part_only(mails: Path) -> None:
    order = make_order(now=NOW, vendors=2)
    first, second = VendorOrder.objects.filter(order=order).order_by("number")
    for number, vendor in enumerate(Vendor.objects.order_by("id")):
        vendor.email = f"vendor{number}@example.com"
        vendor.save()

    tell_vendors(order_id=order.id)

    mine, other = sorted(read(mails), key=lambda mail: str(mail["Subject"]))
    first.vendor.refresh_from_db()
    assert mine["To"] == first.vendor.email
    assert first.number in body(mine, "plain")
    assert second.number not in body(mine, "plain")
    assert second.number in body(other, "plain")


def test_tells_buyer_and_vendor_of_a_cancellation_and_the_buyer_of_a_refund(mails: Path) -> None:
    order = make_order(now=NOW)
    part = VendorOrder.objects.get(order=order)
    Vendor.objects.update(email="vendor@example.com")

    tell_of_cancellation(vendor_order_id=part.id)
    tell_of_refund(order_id=order.id, amount=Money(1_250_00, "NGN"), cause="event:1")

    sent = {(mail["To"], mail["Subject"]) for mail in read(mails)}
    assert sent == {
        ("vendor@example.com", f"Order {part.number} was cancelled"),
        (order.email, f"A part of your order {order.number} was cancelled"),
        (order.email, f"Your refund for order {order.number}"),
    }


def test_mails_a_code_while_it_is_good(mails: Path, settings: Settings) -> None:
    user = a_user(email="ada@example.com")
    code = OneTimeCode.objects.create(user=user, purpose="verify_email", expires_at=NOW)

    mail_verification_code(code_id=code.id, now=NOW)
    assert Message.objects.count() == 0

    OneTimeCode.objects.update(expires_at=datetime(2026, 11, 22, 13, tzinfo=UTC))
    mail_verification_code(code_id=code.id, now=NOW)
    [mail] = read(mails)
    assert f"Your code: {digits(code.id, 'verify_email')}" in body(mail, "plain").splitlines()


def test_tells_the_owner_of_a_known_address(mails: Path) -> None:
    user = a_user(email="ada@example.com")

    tell_of_known_email(user_id=user.id, cause="event:1")

    [mail] = read(mails)
    assert (mail["To"], mail["Subject"]) == ("ada@example.com", "You already have an account at Fashionistar")


def test_carries_no_words_of_whoever_typed_an_address_that_nobody_has_proven(mails: Path) -> None:
    user = a_user(email="stranger@example.com", verified=False)
    User.objects.filter(id=user.id).update(full_name="You won: https://evil.example")
    later = utc_now() + timedelta(minutes=5)
    register = OneTimeCode.objects.create(user=user, purpose="verify_email", expires_at=later)
    change = OneTimeCode.objects.create(user=user, purpose="change_email", target="other@example.com", expires_at=later)

    account_letters.mail_verification_code(code_id=register.id, now=utc_now())
    account_letters.mail_email_change_code(code_id=change.id, now=utc_now())

    letters = read(mails)
    assert {mail["To"] for mail in letters} == {"stranger@example.com", "other@example.com"}
    assert not any("evil.example" in body(mail, kind) for mail in letters for kind in ("plain", "html"))


def test_tells_of_everything_that_opens_an_account_another_way(mails: Path) -> None:
    user = a_user(email="ada@example.com")

    account_letters.tell_of_new_password(user_id=user.id, cause="event:1")
    account_letters.tell_of_second_factor(user_id=user.id, added=True, cause="event:2")
    account_letters.tell_of_second_factor(user_id=user.id, added=False, cause="event:3")
    account_letters.tell_of_phone(user_id=user.id, cause="event:4")
    account_letters.tell_of_recovery_codes(user_id=user.id, cause="event:6")
    account_letters.tell_of_removed_phone(user_id=user.id, cause="event:7")
    account_letters.tell_of_wanted_email(user_id=user.id, cause="event:5")

    assert sorted(str(mail["Subject"]) for mail in read(mails)) == [
        "A phone number was added to your Fashionistar account",
        "Somebody wants to use your address at Fashionistar",
        "The phone number was removed from your Fashionistar account",
        "Your Fashionistar account has a second factor",
        "Your Fashionistar account has new recovery codes",
        "Your Fashionistar account has no second factor any more",
        "Your Fashionistar password was changed",
    ]
    assert all("Hello Ada Obi," in body(mail, kind) for mail in read(mails) for kind in ("plain", "html"))
