"""Alerts that are asked for, confirmed and told at the same moment, or whose moment came without a price's moving."""

from datetime import timedelta
from functools import partial

from django.db import transaction

from domains.catalogue.models import Product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.update_product import switch_variant
from domains.common.clock import utc_now
from domains.common.money import Money
from domains.identity.links import link_token
from domains.identity.models import User
from domains.notifications.alerts.fire import fire_alerts
from domains.notifications.alerts.look import look_for_alerts
from domains.notifications.alerts.subscribe import CONFIRM, Subscriber, confirm_alert, wait_for_price
from domains.notifications.keep_preferences import Choice, set_preferences
from domains.notifications.models import Alert, AlertNotice
from domains.notifications.preferences import Channel, Topic
from domains.vendors.services import change_vendor_status
from domains.vendors.transitions import Step
from tests.concurrency import beside, deadlocks, many_connections, until_waiting
from tests.factories.alerts import a_price_alert
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user
from tests.tasks.test_alerts import mails, run_all
from tests.tasks.test_price_alerts import lower

__all__ = ["mails"]


def ask_again(user: User, product: Product) -> Alert:
    return wait_for_price(
        subscriber=Subscriber(user_id=user.id),
        product_id=product.id,
        variant_id=None,
        currency="NGN",
        target_minor=None,
        now=utc_now(),
    )


def test_asking_again_while_it_is_told_deadlocks_with_nobody() -> None:
    product = make_product()
    first, second = sorted((a_user() for _ in range(2)), key=lambda user: user.id)
    for user in (first, second):
        a_price_alert(product=product, user=user)
    lower(product, 20_000_00)
    tell = partial(fire_alerts, product_id=product.id, variant_id=None, cause="event:x", now=utc_now())
    before = deadlocks()

    with many_connections():
        with transaction.atomic():
            # Telling holds both alerts, and waits here for the feed of the first customer.
            User.objects.select_for_update(no_key=True).get(id=first.id)
            telling, told = beside(tell)
            until_waiting(1)
            asking, asked = beside(partial(ask_again, second, product))
            until_waiting(2)
        for thread in (telling, asking):
            thread.join(timeout=120)

    assert told == [2]
    assert [type(answer) for answer in asked] == [Alert]
    assert deadlocks() == before


def test_an_alert_that_is_told_just_now_is_asked_for_anew() -> None:
    product, user = make_product(), a_user()
    old = a_price_alert(product=product, user=user)

    with many_connections():
        with transaction.atomic():
            # As telling does: the row is held first, and over at the end.
            Alert.objects.select_for_update().get(id=old.id)
            asking, asked = beside(partial(ask_again, user, product))
            until_waiting(1)
            Alert.objects.filter(id=old.id).update(fired_at=utc_now())
        asking.join(timeout=120)

    [fresh] = asked
    assert isinstance(fresh, Alert)
    assert (fresh.id != old.id, fresh.fired_at, fresh.reference_minor) == (True, None, 25_000_00)
    assert Alert.objects.filter(fired_at=None).get() == fresh


def _look_until_told() -> int:
    """How many are told once the timetable has looked, long after the price moved."""
    now = utc_now() + timedelta(hours=1)
    look_for_alerts(now=now)
    run_all()
    return AlertNotice.objects.count()


def test_a_price_that_dropped_before_the_address_was_confirmed_is_told_then() -> None:
    product = make_product()
    alert = a_price_alert(product=product, email="guest@example.com", confirmed=False)
    lower(product, 20_000_00)
    run_all()
    assert _look_until_told() == 0

    later = utc_now() + timedelta(hours=2)
    confirm_alert(token=link_token(code_id=alert.id, purpose=CONFIRM), now=later)
    look_for_alerts(now=later + timedelta(seconds=30))
    run_all()

    assert AlertNotice.objects.get().alert == alert


def test_a_price_that_dropped_while_its_owner_wanted_no_news_is_told_once_they_do() -> None:
    product, user = make_product(), a_user()
    ways = (Channel.EMAIL, Channel.IN_APP)
    set_preferences(user_id=user.id, choices=[Choice(Topic.ALERTS, way, is_on=False) for way in ways], now=utc_now())
    a_price_alert(product=product, user=user)
    lower(product, 20_000_00)
    run_all()
    assert _look_until_told() == 0

    later = utc_now() + timedelta(hours=2)
    set_preferences(user_id=user.id, choices=[Choice(Topic.ALERTS, Channel.IN_APP, is_on=True)], now=later)
    look_for_alerts(now=later + timedelta(seconds=30))
    run_all()

    assert AlertNotice.objects.get().alert.user == user


def test_a_price_that_dropped_while_the_house_was_suspended_is_told_once_it_sells_again() -> None:
    product = make_product()
    a_price_alert(product=product)
    elsewhere = make_product()
    a_price_alert(product=elsewhere)
    change_vendor_status(vendor_id=product.vendor_id, step=Step.SUSPEND, actor="system", reason="Papers are missing.")
    lower(product, 20_000_00)
    run_all()
    assert _look_until_told() == 0

    change_vendor_status(vendor_id=product.vendor_id, step=Step.REINSTATE, actor="system")
    run_all()

    assert AlertNotice.objects.get().alert.product == product


def test_a_cheaper_variant_that_is_sold_again_is_told() -> None:
    product = make_product(sizes=("S", "M"))
    small = product.variants.all()[0]
    switch_variant(variant_id=small.id, is_active=False, now=utc_now())
    a_price_alert(product=product)
    price = NewPrice(variant_id=small.id, amount=Money(20_000_00, "NGN"))
    set_prices(prices=[price], now=utc_now())
    run_all()
    assert _look_until_told() == 0

    switch_variant(variant_id=small.id, is_active=True, now=utc_now())
    run_all()

    assert AlertNotice.objects.get().facts["price_minor"] == 20_000_00
