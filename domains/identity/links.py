"""The secret in a mailed link: derived from its code's id and a key of ours, never stored and never passed around."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from domains.identity.errors import WrongLink
from domains.identity.keys import derived_key

TOKEN_LENGTH = 64
_ID_BYTES = 16


def link_token(*, code_id: UUID, purpose: str) -> str:
    """The secret of that code in 64 characters that a URL takes; a code of another purpose has another."""
    return urlsafe_b64encode(code_id.bytes + _seal(code_id, purpose)).decode()


def code_id_of(*, token: str, purpose: str) -> UUID:
    """Which code of that purpose the token was made for. Raises WrongLink unless we made it."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        raise WrongLink
    try:
        code_id = UUID(bytes=urlsafe_b64decode(token)[:_ID_BYTES])
    except ValueError as error:
        raise WrongLink from error
    # Compared as text, so that one token has one spelling.
    if not hmac.compare_digest(link_token(code_id=code_id, purpose=purpose), token):
        raise WrongLink
    return code_id


def _seal(code_id: UUID, purpose: str) -> bytes:
    return hmac.digest(derived_key("mailed-link"), f"{purpose}:{code_id}".encode(), "sha256")
