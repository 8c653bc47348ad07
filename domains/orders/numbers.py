"""Order numbers: short enough to read out on the phone, random so that nobody can count our orders."""

import secrets

# Without letters and digits that people confuse (0 O, 1 I L, U V).
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_LENGTH = 8


def new_order_number() -> str:
    """A number such as FS-7K3M9Q2X; one of 5 * 10^11, so two are the same about never."""
    return "FS-" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
