"""When calls to a provider are held back."""

from domains.payments.gateways.breaker import Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def failing(breaker: Breaker, clock: Clock, *, times: int, every: float = 0.0) -> None:
    for _ in range(times):
        breaker.failed()
        clock.now += every


def test_opens_at_the_fifth_failure_in_ten_seconds() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)

    failing(breaker, clock, times=4, every=2.5)
    assert breaker.admits()
    breaker.failed()

    assert not breaker.admits()


def test_stays_closed_when_failures_are_rare_or_mixed_with_success() -> None:
    clock = Clock()
    rare, mixed = Breaker(clock=clock), Breaker(clock=clock)

    failing(rare, clock, times=20, every=2.6)
    for _ in range(20):
        failing(mixed, clock, times=4)
        mixed.succeeded()

    assert rare.admits()
    assert mixed.admits()


def test_lets_one_call_through_after_ten_seconds() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    failing(breaker, clock, times=5)

    clock.now += 9.9
    held_back = breaker.admits()
    clock.now += 0.1

    assert not held_back
    assert [breaker.admits() for _ in range(3)] == [True, False, False]


def test_closes_when_the_probe_succeeds_and_stays_open_when_it_fails() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    failing(breaker, clock, times=5)
    clock.now += 10
    assert breaker.admits()

    breaker.failed()
    clock.now += 9.9
    still_open = not breaker.admits()
    clock.now += 0.1
    assert breaker.admits()
    breaker.succeeded()

    assert still_open
    assert [breaker.admits() for _ in range(3)] == [True, True, True]


def test_probes_again_when_a_probe_never_reports_back() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    failing(breaker, clock, times=5)
    clock.now += 10
    assert breaker.admits()

    clock.now += 10

    assert breaker.admits()
