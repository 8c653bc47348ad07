"""How webhooks are signed, so that a receiver can tell them from forgeries and from old ones."""

import hashlib
import hmac


def signature_header(*, secret: str, body: bytes, timestamp: int) -> str:
    """The value of `Sandbox-Signature`: HMAC-SHA256 of `<unix seconds>.<raw body>`, in hex."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"
