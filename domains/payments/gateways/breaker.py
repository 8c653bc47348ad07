"""A circuit breaker: stop asking a provider that is down, so that shoppers get a quick answer and it can come back."""

from collections import deque
from collections.abc import Callable

FAILURES = 5
WINDOW_SECONDS = 10.0
OPEN_SECONDS = 10.0


class Breaker:
    """Opens after 5 failures within 10 seconds without a success between; then lets one call through every 10 seconds.

    A success closes it. `clock` gives seconds that only grow.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._try_again_at: float | None = None

    @property
    def is_open(self) -> bool:
        """True while calls are held back; asking changes nothing."""
        return self._try_again_at is not None and self._clock() < self._try_again_at

    def admits(self) -> bool:
        """May this call go out? When half open the caller is the one probe, so it must then make the call."""
        if self._try_again_at is None:
            return True
        if self.is_open:
            return False
        # The next probe is due even if this one never reports back.
        self._try_again_at = self._clock() + OPEN_SECONDS
        return True

    def succeeded(self) -> None:
        """The provider answered."""
        self._failures.clear()
        self._try_again_at = None

    def failed(self) -> None:
        """The provider did not answer, or said that it is broken."""
        now = self._clock()
        self._failures.append(now)
        was_open = self._try_again_at is not None
        if was_open or (len(self._failures) == FAILURES and now - self._failures[0] <= WINDOW_SECONDS):
            self._try_again_at = now + OPEN_SECONDS
