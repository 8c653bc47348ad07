"""Reads of what people want to be told, native async."""

from dataclasses import dataclass
from uuid import UUID

from domains.common.db import fetch_tuples
from domains.common.errors import NotFound
from domains.notifications.addresses import hash_of_address
from domains.notifications.preferences import DEFAULTS, FIXED, Channel, Topic

_EMAIL = "SELECT email FROM identity_user WHERE id = %s"
_CHOSEN = "SELECT topic, channel, is_on FROM notifications_preference WHERE user_id = %s"
_OUT = "SELECT topic FROM notifications_opt_out WHERE address = %s"


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """Whether a customer is told about a topic that way, and whether that is theirs to say."""

    topic: Topic
    channel: Channel
    is_on: bool
    is_fixed: bool


async def list_preferences(*, user_id: UUID) -> list[PreferenceRow]:
    """Everything there is to choose, as it holds now: chosen, ended by a link in a mail, or as for everybody."""
    emails = await fetch_tuples(_EMAIL, [user_id])
    if not emails:
        raise NotFound
    chosen = {(topic, channel): is_on for topic, channel, is_on in await fetch_tuples(_CHOSEN, [user_id])}
    out = {topic for (topic,) in await fetch_tuples(_OUT, [hash_of_address(emails[0][0])])}
    return [
        PreferenceRow(
            topic=topic,
            channel=channel,
            is_on=chosen.get((topic, channel), default) and not (channel is Channel.EMAIL and topic in out),
            is_fixed=topic in FIXED,
        )
        for (topic, channel), default in DEFAULTS.items()
    ]
