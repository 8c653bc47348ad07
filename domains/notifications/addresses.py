"""How an address is kept by those who only need to know it again."""

import hmac

from domains.identity.keys import derived_key


def hash_of_address(email: str) -> bytes:
    """32 bytes that stand for the address (as identity spells it) and tell it to nobody."""
    return hmac.digest(derived_key("letter-address"), email.strip().lower().encode(), "sha256")
