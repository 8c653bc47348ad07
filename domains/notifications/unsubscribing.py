"""The link in a letter that ends its kind, for who has the letter: no login, no question, no end of its validity.

It holds the topic, the customer where there is one, and the hash of the address, sealed with a key of ours. It names
nobody to who reads it in a log.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from domains.common.errors import NotFound
from domains.identity.keys import derived_key
from domains.notifications.addresses import hash_of_address
from domains.notifications.preferences import FIXED, Topic

_NOBODY = UUID(int=0)
# In this order for ever: letters that were sent name a topic by its place.
_TOPICS = (Topic.ORDERS, Topic.ALERTS, Topic.REMINDERS, Topic.NEWS, Topic.REVIEWS)
_LENGTH = 1 + 16 + 32
_SEALED = _LENGTH + 32


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Who no longer wants which mail."""

    topic: Topic
    user_id: UUID | None
    address: bytes


def unsubscribe_token(*, topic: Topic, user_id: UUID | None, email: str) -> str:
    """The secret of a letter about that topic to that address."""
    payload = bytes([_TOPICS.index(topic)]) + (user_id or _NOBODY).bytes + hash_of_address(email)
    return urlsafe_b64encode(payload + _seal(payload)).decode()


def unsubscribe_link(*, topic: Topic, user_id: UUID | None, email: str) -> str:
    """Where a letter leads those who want no more of its kind, by GET to be asked and by POST to be done."""
    return f"{settings.PUBLIC_URL}/unsubscribe/{unsubscribe_token(topic=topic, user_id=user_id, email=email)}/"


def read_token(token: str) -> Unsubscription:
    """What the token was made for. Raises NotFound unless we made it."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except (Base64Error, ValueError) as error:
        raise NotFound from error
    payload, seal = raw[:_LENGTH], raw[_LENGTH:]
    # Written again, so that one token has one spelling.
    if len(raw) != _SEALED or urlsafe_b64encode(raw).decode() != token:
        raise NotFound
    if not hmac.compare_digest(_seal(payload), seal):
        raise NotFound
    topic, user_id = _TOPICS[payload[0]], UUID(bytes=payload[1:17])
    if topic in FIXED:
        raise NotFound
    return Unsubscription(topic, None if user_id == _NOBODY else user_id, payload[17:])


def _seal(payload: bytes) -> bytes:
    return hmac.digest(derived_key("unsubscribe"), payload, "sha256")
