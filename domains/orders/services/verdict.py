"""What became of something a provider told us."""

from enum import StrEnum


class Verdict(StrEnum):
    """Kept beside the message in the inbox."""

    APPLIED = "applied"
    IGNORED = "ignored"  # known already, or older than what we know
    PARKED = "parked"  # came before what it builds on; looked at again after the next step
    UNMATCHED = "unmatched"  # about nothing of ours
    MISMATCH = "mismatch"  # another amount, currency or reference than ours; staff must look
