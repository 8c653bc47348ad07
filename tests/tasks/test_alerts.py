"""Alerts: when they are told, exactly once, in batches, and what each owner gets."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from domains.catalogue.models import Product, Variant
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.inventory.models import StockLevel
from domains.inventory.services.levels import Change, change_levels
from domains.notifications.addresses import hash_of_address
from domains.notifications.alert_letters import mail_batch
from domains.notifications.alerts.fire import BATCH, fire_alerts
from domains.notifications.alerts.look import look_for_alerts
from domains.notifications.keep_preferences import Choice, set_preferences
from domains.notifications.models import Alert, AlertNotice, FeedItem, Message, OptOut
from domains.notifications.preferences import Channel, Topic
from tasks import alerts as reactions
from tasks.table import Happened
from tests.concurrency import all_at_once, many_connections
from tests.domains.notifications.test_send_email import body, read
from tests.factories.alerts import a_stock_alert
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user
from tests.factories.inventory import make_stock
from tests.sql_counting import counted_statements
from tests.tasks.test_reactions import run_durable

REACTIONS = (
    "announce_stock",
    "announce_house",
    "fire_alerts",
    "fire_price_alerts",
    "mail_alerts",
    "mail_alert_confirmation",
)


@pytest.fixture(autouse=True)
def mails(settings: Settings, tmp_path: Path, _probes: None) -> Path:
    settings.REACTIONS = "tasks.reactions.REACTIONS"
    folder = tmp_path / "mail"
    backend = {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(folder)}}
    settings.MAILERS = {"default": backend}
    settings.SMS_DIR = tmp_path / "sms"
    return folder


def run_all() -> None:
    """Run what is due and what comes of it, as relay and workers do."""
    while run_durable(*REACTIONS):
        pass


def a_sold_out_variant() -> Variant:
    variant = make_product(title="Adire Kaftan", sizes=("M",), colours=("Indigo",)).variants.get()
    make_stock(variant=variant, on_hand=0)
    return variant


def change_stock(variant: Variant, by: int) -> None:
    with transaction.atomic():
        change_levels(changes=[Change(level_id=StockLevel.objects.get(variant=variant).id, on_hand=by)])


async def restock(variant: Variant, by: int = 5) -> None:
    await in_transaction(change_stock, variant, by)
    await in_transaction(run_all)


def recipients(template: str = "stock_alert") -> list[str]:
    return sorted(Message.objects.filter(template=template, state="sent").values_list("recipient", flat=True))


async def test_tells_a_customer_and_an_address_by_mail_and_in_the_feed(mails: Path) -> None:
    variant = await in_transaction(a_sold_out_variant)
    user = await in_transaction(a_user)
    await in_transaction(a_stock_alert, variant=variant, user=user)
    await in_transaction(a_stock_alert, variant=variant, email="guest@example.com")
    await in_transaction(a_stock_alert, variant=variant, email="silent@example.com", confirmed=False)

    await restock(variant)

    assert await in_transaction(recipients) == sorted(["guest@example.com", user.email])
    [mail] = [mail for mail in read(mails) if mail["To"] == user.email]
    assert mail["Subject"] == "Back in stock: Adire Kaftan"
    for kind in ("plain", "html"):
        assert "Adire Kaftan" in body(mail, kind)
        assert "M, Indigo" in body(mail, kind)
        assert "/unsubscribe/" in body(mail, kind)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    item = await in_transaction(FeedItem.objects.get)
    assert (item.user_id, item.kind, item.facts["options"]) == (user.id, "back_in_stock", "M, Indigo")
    assert item.facts["product_id"] == str(variant.product_id)


async def test_tells_each_alert_once_and_a_new_one_again() -> None:
    variant = await in_transaction(a_sold_out_variant)
    user = await in_transaction(a_user)
    await in_transaction(a_stock_alert, variant=variant, user=user)
    for by in (5, -5, 5):
        await restock(variant, by)
    assert await in_transaction(recipients) == [user.email]

    await restock(variant, -5)
    await in_transaction(a_stock_alert, variant=variant, user=user)
    await restock(variant)

    assert await in_transaction(recipients) == [user.email] * 2
    assert await in_transaction(FeedItem.objects.count) == 2


@pytest.mark.parametrize(("was", "is_now"), [(3, 5), (5, 3), (5, 0)])
async def test_other_changes_of_stock_tell_nothing(was: int, is_now: int) -> None:
    variant = await in_transaction(a_sold_out_variant)
    await restock(variant, was)
    await in_transaction(a_stock_alert, variant=variant)

    await restock(variant, is_now - was)

    assert not await in_transaction(AlertNotice.objects.exists)


async def test_what_has_sold_out_again_is_not_announced() -> None:
    variant = await in_transaction(a_sold_out_variant)
    await in_transaction(a_stock_alert, variant=variant)

    await in_transaction(change_stock, variant, 1)
    await in_transaction(change_stock, variant, -1)
    await in_transaction(run_all)

    assert not await in_transaction(Message.objects.exists)
    assert (await in_transaction(Alert.objects.get)).fired_at is None
    await restock(variant)
    assert len(await in_transaction(recipients)) == 1


def _hidden(product: Product) -> None:
    Product.objects.filter(id=product.id).update(state="archived")


def _vendor_suspended(product: Product) -> None:
    product.vendor.status = "suspended"
    product.vendor.save()


def _variant_gone(product: Product) -> None:
    product.variants.update(is_active=False)


@pytest.mark.parametrize("gone", [_hidden, _vendor_suspended, _variant_gone])
async def test_tells_nothing_of_what_cannot_be_bought(gone: Callable[[Product], None]) -> None:
    variant = await in_transaction(a_sold_out_variant)
    await in_transaction(a_stock_alert, variant=variant)
    await in_transaction(lambda: gone(Product.objects.select_related("vendor").get(id=variant.product_id)))

    await restock(variant)

    assert not await in_transaction(AlertNotice.objects.exists)


def told() -> tuple[int, int, int]:
    return AlertNotice.objects.count(), Message.objects.count(), FeedItem.objects.count()


def test_two_workers_with_the_same_event_tell_once() -> None:
    variant = a_sold_out_variant()
    for _ in range(30):
        a_stock_alert(variant=variant)
    change_stock(variant, 1)
    call = partial(
        fire_alerts, product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=utc_now(), limit=7
    )

    with many_connections():
        answers = all_at_once([call] * 12)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert told() == (30, 30, 30)
    assert sum(answer for answer in answers if isinstance(answer, int)) == 30
    assert not Alert.objects.filter(fired_at=None).exists()


def test_a_worker_that_dies_in_between_leaves_nothing_and_the_next_one_tells() -> None:
    variant = a_sold_out_variant()
    a_stock_alert(variant=variant)
    change_stock(variant, 1)
    call = partial(fire_alerts, product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=utc_now())

    def die() -> None:
        with transaction.atomic():
            call()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with many_connections():
        [died] = all_at_once([die])
    assert isinstance(died, Exception)
    assert told() == (0, 0, 0)

    assert (call(), call()) == (1, 0)
    assert told() == (1, 1, 1)


def test_the_same_event_delivered_twice_tells_once() -> None:
    variant = a_sold_out_variant()
    a_stock_alert(variant=variant)
    change_stock(variant, 1)
    event = Happened(
        sequence=1, event_id=UUID(int=1), name="AlertsWaiting", aggregate="alerts:x", recorded_at=utc_now(),
        payload={"product_id": str(variant.product_id), "variant_id": str(variant.id), "cause": "event:x"},
    )  # fmt: skip

    for _ in range(3):
        reactions.fire_alerts(event)
    batch_id = AlertNotice.objects.get().batch_id
    sent = [mail_batch(batch_id=batch_id) for _ in range(3)]

    assert (told(), sent) == ((1, 1, 1), [1, 0, 0])


def test_thousands_are_told_in_batches_of_as_many_statements() -> None:
    variant = a_sold_out_variant()
    now = utc_now()
    addresses = [f"shopper{number}@example.com" for number in range(10_000)]
    Alert.objects.bulk_create(
        (
            Alert(
                kind="stock", product_id=variant.product_id, variant=variant, email=email,
                address=hash_of_address(email), created_at=now, confirmed_at=now,
            )
            for email in addresses
        ),
        batch_size=2_000,
    )  # fmt: skip
    change_stock(variant, 1)
    counted = []
    for limit in (1, BATCH):
        with counted_statements() as statements:
            fire_alerts(product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=now, limit=limit)
        counted.append(len(statements))

    # Goods, claim, options, notices, messages, two events.
    assert counted == [7, 7], statements
    rounds = 0
    while fire_alerts(product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=now):
        rounds += 1
    assert rounds == 99
    assert sorted(Message.objects.values_list("recipient", flat=True)) == sorted(addresses)


def test_a_full_batch_has_the_next_one_run() -> None:
    variant = a_sold_out_variant()
    for _ in range(BATCH + 3):
        a_stock_alert(variant=variant)
    change_stock(variant, 1)
    reactions.fire_alerts(
        Happened(
            sequence=1, event_id=UUID(int=1), name="AlertsWaiting", aggregate="alerts:x", recorded_at=utc_now(),
            payload={"product_id": str(variant.product_id), "variant_id": str(variant.id), "cause": "event:x"},
        )
    )  # fmt: skip
    assert told()[0] == BATCH

    run_all()

    assert told()[0] == BATCH + 3
    assert set(AlertNotice.objects.values_list("event", flat=True)) == {"event:x"}
    assert len(recipients()) == BATCH + 3


def test_goes_the_ways_its_owner_wants() -> None:
    variant, now = a_sold_out_variant(), utc_now()
    mail_only, feed_only, by_phone, nothing = (a_user() for _ in range(4))
    by_phone.phone, by_phone.phone_verified_at = "+2348031234567", now
    by_phone.save()

    def choose(user_id: UUID, **ways: bool) -> None:
        choices = [Choice(Topic.ALERTS, Channel(way), is_on) for way, is_on in ways.items()]
        set_preferences(user_id=user_id, choices=choices, now=now)

    choose(mail_only.id, in_app=False, sms=True)  # without a number there is nothing to text to
    choose(feed_only.id, email=False)
    choose(by_phone.id, email=False, in_app=False, sms=True)
    choose(nothing.id, email=False, in_app=False)
    for user in (mail_only, feed_only, by_phone, nothing):
        a_stock_alert(variant=variant, user=user)
    a_stock_alert(variant=variant, email="out@example.com")
    OptOut.objects.create(address=hash_of_address("out@example.com"), topic="alerts", made_at=now)
    change_stock(variant, 1)

    fire_alerts(product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=now)
    run_all()

    assert recipients() == [mail_only.email]
    assert recipients("stock_alert_sms") == ["+2348031234567"]
    assert list(FeedItem.objects.values_list("user_id", flat=True)) == [feed_only.id]
    # Who wants to hear nothing goes on waiting, and is not looked at again and again.
    assert Alert.objects.filter(fired_at=None).count() == 2
    assert look_for_alerts(now=now) == 0


def test_what_is_switched_off_before_it_is_sent_is_not_sent(mails: Path) -> None:
    variant, user, now = a_sold_out_variant(), a_user(), utc_now()
    a_stock_alert(variant=variant, user=user)
    a_stock_alert(variant=variant, email="guest@example.com")
    change_stock(variant, 1)
    fire_alerts(product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=now)

    set_preferences(user_id=user.id, choices=[Choice(Topic.ALERTS, Channel.EMAIL, is_on=False)], now=now)
    OptOut.objects.create(address=hash_of_address("guest@example.com"), topic="alerts", made_at=now)
    run_all()

    assert set(Message.objects.values_list("state", flat=True)) == {"dropped"}
    assert not mails.exists() or read(mails) == []


def test_one_address_that_fails_does_not_hold_up_the_others(mails: Path) -> None:
    variant, now = a_sold_out_variant(), utc_now()
    for number in range(3):
        a_stock_alert(variant=variant, email=f"guest{number}@example.com")
    change_stock(variant, 1)
    fire_alerts(product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=now)
    batch_id = AlertNotice.objects.values_list("batch_id", flat=True).distinct().get()
    # A header that no mail may have: what a server would refuse, too.
    Message.objects.filter(recipient="guest1@example.com").update(recipient="guest1@example.com\nBcc: x@example.com")

    with pytest.raises(ValueError, match="linefeed"):
        mail_batch(batch_id=batch_id)

    assert recipients() == ["guest0@example.com", "guest2@example.com"]
    Message.objects.filter(state="queued").update(recipient="guest1@example.com")
    assert mail_batch(batch_id=batch_id) == 1
    assert len(read(mails)) == 3
