"""Alerts of prices, and the look that finds what no event of its own tells."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from domains.catalogue.models import Price, Product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.withdraw_prices import withdraw_prices
from domains.common.clock import utc_now
from domains.common.models import OutboxEvent
from domains.common.money import Money
from domains.notifications.alerts.fire import fire_alerts
from domains.notifications.alerts.look import look_for_alerts
from domains.notifications.models import AlertNotice, FeedItem
from tests.concurrency import all_at_once, many_connections
from tests.domains.notifications.test_send_email import body, read
from tests.factories.alerts import a_price_alert, a_stock_alert
from tests.factories.catalogue import make_price, make_product, make_variant
from tests.factories.identity import a_user
from tests.sql_counting import counted_statements
from tests.tasks.test_alerts import a_sold_out_variant, change_stock, mails, recipients, run_all, told

__all__ = ["mails"]
LATER = datetime(2099, 1, 1, tzinfo=UTC)


def lower(
    product: Product, minor: int, *, valid_from: datetime | None = None, valid_until: datetime | None = None
) -> None:
    variant = product.variants.get()
    set_prices(
        prices=[
            NewPrice(variant_id=variant.id, amount=Money(minor, "NGN"), valid_from=valid_from, valid_until=valid_until)
        ],
        now=utc_now(),
    )


def test_tells_of_a_price_below_the_one_that_was_seen_or_the_target(mails: Path) -> None:
    product = make_product(title="Adire Kaftan")
    any_drop, patient, other_currency = (a_user() for _ in range(3))
    a_price_alert(product=product, user=any_drop)
    a_price_alert(product=product, variant=product.variants.get(), user=patient, target_minor=20_000_00)
    a_price_alert(product=product, user=other_currency, currency="USD", reference_minor=100_00)

    lower(product, 26_000_00)
    run_all()
    assert told() == (0, 0, 0)
    lower(product, 24_000_00)
    run_all()
    assert recipients("price_alert") == [any_drop.email]
    lower(product, 20_000_00)
    run_all()

    assert recipients("price_alert") == sorted([any_drop.email, patient.email])
    [mail] = [mail for mail in read(mails) if mail["To"] == any_drop.email]
    assert str(Money(24_000_00, "NGN")) in body(mail, "plain")
    assert str(Money(25_000_00, "NGN")) in body(mail, "plain")
    facts = FeedItem.objects.get(user=patient).facts
    assert (facts["price_minor"], facts["was_minor"], facts["currency"]) == (20_000_00, 25_000_00, "NGN")


def test_a_sale_that_begins_by_itself_is_told_once_when_it_begins() -> None:
    product, noon = make_product(), utc_now() + timedelta(hours=1)
    a_price_alert(product=product)
    lower(product, 20_000_00, valid_from=noon, valid_until=noon + timedelta(hours=2))
    run_all()
    second = timedelta(seconds=1)

    before = look_for_alerts(now=noon - second)
    at_noon = [look_for_alerts(now=noon) for _ in range(2)]
    causes = set(OutboxEvent.objects.filter(name="AlertsWaiting").values_list("payload__cause", flat=True))

    assert (before, at_noon) == (0, [1, 1])
    assert causes == {f"look:{noon.isoformat()}"}
    for at in (noon - second, noon, noon, noon + second):
        fire_alerts(product_id=product.id, variant_id=None, cause="look:x", now=at)
        assert AlertNotice.objects.count() == int(at >= noon)


def test_a_price_that_ends_by_itself_may_drop() -> None:
    product, now = make_product(price=Money(20_000_00, "NGN")), utc_now()
    variant = product.variants.get()
    make_price(
        variant=variant, price=Money(30_000_00, "NGN"), valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(hours=1),
    )  # fmt: skip
    a_price_alert(product=product, reference_minor=30_000_00)
    look_for_alerts(now=now)

    assert look_for_alerts(now=now + timedelta(hours=1)) == 1
    assert fire_alerts(product_id=product.id, variant_id=None, cause="look:x", now=now + timedelta(hours=1)) == 1


def test_looks_at_once_by_several_schedulers_lose_nothing_and_tell_once() -> None:
    noon = utc_now() + timedelta(hours=1)
    look_for_alerts(now=noon - timedelta(minutes=5))
    products = [make_product() for _ in range(5)]
    for product in products:
        a_price_alert(product=product)
        variant = product.variants.get()
        make_price(variant=variant, price=Money(1_00, "NGN"), valid_from=noon, valid_until=LATER)

    with many_connections():
        answers = all_at_once([partial(look_for_alerts, now=noon)] * 4)
    assert answers == [5] * 4
    calls = [
        partial(fire_alerts, product_id=product.id, variant_id=None, cause="look:x", now=noon) for product in products
    ]
    with many_connections():
        all_at_once(calls * 4)

    assert told() == (5, 5, 5)


def test_the_look_finds_stock_whose_event_came_too_early() -> None:
    variant = a_sold_out_variant()
    change_stock(variant, 1)
    a_stock_alert(variant=variant)  # asked for before that was committed

    assert look_for_alerts(now=utc_now()) == 1
    run_all()

    assert told() == (1, 1, 1)
    assert look_for_alerts(now=utc_now()) == 0


def test_looking_takes_as_many_statements_whatever_waits() -> None:
    counted = []
    for wanted in (1, 49):
        for _ in range(wanted):
            a_stock_alert(variant=a_sold_out_variant())
            a_price_alert(product=make_variant().product)
        with counted_statements() as statements:
            look_for_alerts(now=utc_now())
        counted.append(len(statements))

    assert counted == [5, 5], statements


def test_a_sale_that_was_withdrawn_is_told_to_nobody() -> None:
    product, noon = make_product(), utc_now() + timedelta(hours=1)
    a_price_alert(product=product)
    lower(product, 20_000_00, valid_from=noon)
    run_all()

    withdraw_prices(price_ids=list(Price.objects.filter(valid_from=noon).values_list("id", flat=True)), now=utc_now())
    run_all()
    found = look_for_alerts(now=noon)
    run_all()

    assert (found, told()) == (0, (0, 0, 0))
