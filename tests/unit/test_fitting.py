"""What many answers about the fit come to."""

import pytest

from domains.reviews.fitting import FitVerdict, fit_of


@pytest.mark.parametrize(
    ("small", "true", "large", "verdict"),
    [
        (0, 0, 0, None),
        (4, 0, 0, None),
        (5, 0, 0, FitVerdict.RUNS_SMALL),
        (3, 1, 1, FitVerdict.RUNS_SMALL),
        (3, 3, 0, FitVerdict.MIXED),
        (2, 2, 2, FitVerdict.MIXED),
        (1, 4, 3, FitVerdict.MIXED),
        (1, 5, 3, FitVerdict.TRUE_TO_SIZE),
        (0, 2, 3, FitVerdict.RUNS_LARGE),
    ],
)
def test_says_what_more_than_half_say_once_enough_have_spoken(
    small: int, true: int, large: int, verdict: FitVerdict | None
) -> None:
    fit = fit_of(runs_small=small, true_to_size=true, runs_large=large)

    assert (fit.count, fit.verdict) == (small + true + large, verdict)
