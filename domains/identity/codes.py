"""The six digits of a one-time code: derived from its id and a secret, never stored and never passed around."""

import hmac
from datetime import timedelta
from uuid import UUID

from domains.identity.keys import derived_key

CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5
CHALLENGE_LIFETIME = timedelta(minutes=5)
RESET_LIFETIME = timedelta(minutes=30)


def digits(code_id: UUID, purpose: str) -> str:
    """The six digits of that code, for the mail that carries it. A code of another purpose has other digits."""
    derived = hmac.digest(derived_key("one-time-code"), f"{purpose}:{code_id}".encode(), "sha256")
    # 2**256 is so much larger than a million that the digits are even to within 10**-70.
    return f"{int.from_bytes(derived) % 1_000_000:06d}"


def is_right(*, code_id: UUID, purpose: str, answer: str) -> bool:
    """Whether `answer` is that code; takes as long for a wrong answer as for the right one."""
    return hmac.compare_digest(digits(code_id, purpose).encode(), answer.strip().encode(errors="replace"))
