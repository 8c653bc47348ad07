"""What was asked in the past, and the lowest price before a reduction."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from domains.catalogue.price_history import WINDOW, PriceStep, lowest_before_reduction, steps_until
from domains.catalogue.pricing import effective
from domains.common.money import Money

TODAY = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def price(
    major: int, *, since: float, until: float | None = None, compare_at: int | None = None, currency: str = "EUR"
) -> PriceStep:
    """A price from that many days ago on."""
    return PriceStep(
        currency,
        major * 100,
        compare_at and compare_at * 100,
        TODAY - since * DAY,
        None if until is None else TODAY - until * DAY,
    )


def before(*prices: PriceStep, at: datetime = TODAY) -> int | None:
    """The answer in major units."""
    found = lowest_before_reduction(steps_until(prices, at=at))
    return None if found is None else found.minor // 100


def test_looks_back_from_where_the_reduction_began_and_not_from_today() -> None:
    history = (price(90, since=200), price(100, since=60), price(70, since=29, compare_at=100))

    # The 90 ended 31 days before the sale began; the sale itself is 29 days old.
    assert before(*history) == 100
    assert before(*history, at=TODAY + 300 * DAY) == 100


def test_counts_a_lower_price_within_the_thirty_days() -> None:
    assert before(price(100, since=200), price(80, since=40, until=33), price(75, since=10, compare_at=100)) == 80


def test_counts_the_window_to_the_instant() -> None:
    def history(ended: timedelta) -> list[PriceStep]:
        sale = price(70, since=10, compare_at=100)
        former = PriceStep("EUR", 60_00, None, TODAY - 50 * DAY, sale.valid_from - ended)
        return [price(100, since=200), former, sale]

    assert before(*history(WINDOW)) == 100
    assert before(*history(WINDOW - INSTANT)) == 60


def test_a_reduction_in_steps_counts_from_the_first() -> None:
    steps = (
        price(100, since=200),
        price(80, since=40, compare_at=100),
        price(70, since=20, compare_at=100),
        price(60, since=5, compare_at=80),
    )

    assert before(*steps) == 100


def test_a_sale_after_a_sale_has_the_former_as_its_past() -> None:
    chained = (
        price(100, since=200),
        price(70, since=20, until=10, compare_at=100),
        price(80, since=10, compare_at=100),
    )
    paused = (price(100, since=200), price(70, since=20, until=10, compare_at=100), price(75, since=9, compare_at=100))

    assert before(*chained) == 70
    assert before(*paused) == 70


def test_a_sale_that_is_prolonged_stays_one() -> None:
    assert (
        before(price(100, since=99), price(70, since=50, until=9, compare_at=100), price(70, since=9, compare_at=100))
        == 100
    )


def test_a_price_to_compare_with_makes_nothing_cheaper() -> None:
    assert before(price(100, since=200), price(100, since=3, compare_at=130)) == 100


def test_a_cut_that_nobody_announced_is_no_reduction_but_counts_as_past() -> None:
    assert before(price(100, since=200), price(80, since=20)) is None
    assert before(price(100, since=200), price(80, since=20), price(70, since=5, compare_at=100)) == 80


def test_a_young_price_counts_as_far_as_it_goes_back() -> None:
    assert before(price(100, since=12), price(80, since=2, compare_at=100)) == 100
    assert before(price(80, since=12, compare_at=100)) is None
    assert before() is None


def test_a_planned_sale_begins_to_the_instant_and_ends_with_its_announcement() -> None:
    history = (price(100, since=90), price(80, since=0, until=-2, compare_at=100))

    assert before(*history, at=TODAY - INSTANT) is None
    assert before(*history, at=TODAY) == 100
    assert before(*history, at=TODAY + 2 * DAY - INSTANT) == 100
    assert before(*history, at=TODAY + 2 * DAY) is None


def test_says_what_was_asked_and_hides_what_is_planned() -> None:
    history = [price(100, since=90), price(80, since=10, until=5, compare_at=100), price(50, since=-1)]

    told = [(step.amount, step.valid_from, step.valid_until) for step in steps_until(history, at=TODAY)]

    assert told == [
        (Money(100_00, "EUR"), TODAY - 90 * DAY, TODAY - 10 * DAY),
        (Money(80_00, "EUR"), TODAY - 10 * DAY, TODAY - 5 * DAY),
        (Money(100_00, "EUR"), TODAY - 5 * DAY, None),
    ]


_PRICES = some.lists(
    some.tuples(
        some.integers(1, 5),
        some.integers(0, 60),
        some.none() | some.integers(1, 30),
        some.booleans(),
    ),
    max_size=12,
    unique_by=lambda drawn: drawn[1],
).map(
    lambda drawn: [
        price(
            amount,
            since=since,
            until=None if length is None else since - length,
            compare_at=amount + 1 if is_reduced else None,
        )
        for amount, since, length, is_reduced in drawn
    ]
)


@given(_PRICES, some.integers(0, 240))
def test_steps_say_at_any_instant_what_the_price_was(prices: list[PriceStep], quarter: int) -> None:
    moment = TODAY - quarter * DAY / 4
    steps = steps_until(prices, at=TODAY)

    told = [step for step in steps if step.valid_from <= moment and (step.valid_until or TODAY + DAY) > moment]
    asked = effective(prices, at=moment)

    assert [(step.amount_minor, step.compare_at_minor) for step in told] == (
        [] if asked is None else [(asked.amount_minor, asked.compare_at_minor)]
    )
    assert all(
        former.valid_until is not None and former.valid_until <= later.valid_from for former, later in pairwise(steps)
    )


@given(_PRICES)
def test_the_lowest_is_what_asking_at_every_moment_of_the_window_finds(prices: list[PriceStep]) -> None:
    steps = steps_until(prices, at=TODAY)
    told = lowest_before_reduction(steps)

    now = effective(prices, at=TODAY)
    if now is None or now.compare_at_minor is None:
        assert told is None
        return
    # Prices change at whole days only, so the day's first instant stands for all of it.
    began, here = TODAY, now
    while (earlier := effective(prices, at=began - DAY)) is not None:
        if earlier.compare_at_minor is None or earlier.amount_minor < here.amount_minor:
            break
        began, here = began - DAY, earlier
    days = [effective(prices, at=began - number * DAY) for number in range(1, 31)]
    amounts = [day.amount_minor for day in days if day is not None]
    assert told == (Money(min(amounts), "EUR") if amounts else None)
