"""Writes of what people want to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import InvalidInput
from domains.identity.models import User
from domains.notifications.addresses import hash_of_address
from domains.notifications.errors import ChannelNotOffered, PreferenceFixed
from domains.notifications.models import OptOut, Preference
from domains.notifications.preferences import DEFAULTS, FIXED, Channel, Topic
from domains.notifications.unsubscribing import read_token


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether somebody wants to be told about a topic that way."""

    topic: Topic
    channel: Channel
    is_on: bool


def set_preferences(*, user_id: UUID, choices: Sequence[Choice], now: datetime) -> None:
    """Keep a customer's choices, all or none. Raises PreferenceFixed, ChannelNotOffered, InvalidInput."""
    for choice in choices:
        _check(choice)
    if len({(choice.topic, choice.channel) for choice in choices}) < len(choices):
        raise InvalidInput("Choose each once.", path=("choices",))
    with transaction.atomic():
        # Its lock lets two devices take turns.
        user = User.objects.select_for_update(no_key=True).get(id=user_id)
        _keep(user_id, choices, now)
        wanted = [choice.topic for choice in choices if choice.channel is Channel.EMAIL and choice.is_on]
        OptOut.objects.filter(address=hash_of_address(user.email), topic__in=wanted).delete()


def unsubscribe_by_link(*, token: str, now: datetime) -> None:
    """End mails about the topic of a letter, for its address and for its customer; a repeat changes nothing.

    Raises NotFound for a token that we did not make.
    """
    found = read_token(token)
    with transaction.atomic():
        OptOut.objects.bulk_create(
            [OptOut(address=found.address, topic=found.topic, made_at=now)], ignore_conflicts=True
        )
        # Also for the address they may have tomorrow.
        if found.user_id and User.objects.select_for_update(no_key=True).filter(id=found.user_id).exists():
            _keep(found.user_id, [Choice(found.topic, Channel.EMAIL, is_on=False)], now)


def _check(choice: Choice) -> None:
    if (choice.topic, choice.channel) not in DEFAULTS:
        raise ChannelNotOffered
    if choice.topic in FIXED and not choice.is_on:
        raise PreferenceFixed


def _keep(user_id: UUID, choices: Sequence[Choice], now: datetime) -> None:
    Preference.objects.bulk_create(
        [
            Preference(user_id=user_id, topic=choice.topic, channel=choice.channel, is_on=choice.is_on, changed_at=now)
            for choice in choices
        ],
        update_conflicts=True,
        unique_fields=["user", "topic", "channel"],
        update_fields=["is_on", "changed_at"],
    )
