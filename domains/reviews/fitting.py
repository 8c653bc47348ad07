"""What many answers about the fit come to. Pure."""

from dataclasses import dataclass
from enum import StrEnum

# Fewer answers than this say more about those who wrote than about the cut.
ENOUGH = 5


class FitVerdict(StrEnum):
    """How a product comes out, by the majority of its buyers."""

    RUNS_SMALL = "runs_small"
    TRUE_TO_SIZE = "true_to_size"
    RUNS_LARGE = "runs_large"
    MIXED = "mixed"  # no answer has more than half of the voices


@dataclass(frozen=True, slots=True)
class FitRow:
    """How many buyers said what, and what that comes to; no verdict before ENOUGH of them have said anything."""

    runs_small: int
    true_to_size: int
    runs_large: int
    count: int
    verdict: FitVerdict | None


def fit_of(*, runs_small: int, true_to_size: int, runs_large: int) -> FitRow:
    """The counts with their verdict: the answer of more than half, or that they are mixed."""
    voices = {
        FitVerdict.RUNS_SMALL: runs_small,
        FitVerdict.TRUE_TO_SIZE: true_to_size,
        FitVerdict.RUNS_LARGE: runs_large,
    }
    count = sum(voices.values())
    verdict = None
    if count >= ENOUGH:
        verdict = next((each for each, said in voices.items() if 2 * said > count), FitVerdict.MIXED)
    return FitRow(runs_small, true_to_size, runs_large, count, verdict)
