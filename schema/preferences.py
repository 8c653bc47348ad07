"""What customers want to be told, as the API shows it."""

from typing import cast

import strawberry

import resolvers.preferences as answers
from domains.common.errors import InvalidInput
from domains.notifications.keep_preferences import Choice
from domains.notifications.preference_queries import PreferenceRow
from domains.notifications.preferences import DEFAULTS, Channel, Topic
from schema.base import Info
from schema.errors import UserError, attempt

strawberry.enum(Topic, name="NotificationTopic", description="What a customer may be told about.")
strawberry.enum(Channel, name="NotificationChannel", description="How a customer may be told.")


@strawberry.type(description="Whether the viewer is told about a topic in one way.")
class NotificationPreference:
    """A `PreferenceRow`."""

    topic: Topic = strawberry.field(description="What about.")
    channel: Channel = strawberry.field(description="How.")
    is_on: bool = strawberry.field(description="Whether the viewer is told.")
    is_fixed: bool = strawberry.field(description="Whether it can't be switched off.")


@strawberry.input(description="A choice of the viewer's.")
class NotificationPreferenceInput:
    """What, how, and whether."""

    topic: Topic = strawberry.field(description="What about.")
    channel: Channel = strawberry.field(description="How.")
    is_on: bool = strawberry.field(description="Whether to be told.")


@strawberry.type(description="All of the viewer's preferences as they are now.")
class NotificationPreferencesPayload:
    """What `notificationPreferencesUpdate` answers."""

    preferences: list[NotificationPreference] | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


async def _choose(info: Info, given: list[NotificationPreferenceInput]) -> list[PreferenceRow]:
    if len(given) > len(DEFAULTS):
        raise InvalidInput("Choose each once.", path=("choices",))
    choices = [Choice(each.topic, each.channel, each.is_on) for each in given]
    return await answers.choose(info.context, choices=choices)


@strawberry.type
class PreferencesQuery:
    """Queries of preferences."""

    @strawberry.field(description="All that can be chosen, as it is now.")
    async def notification_preferences(self, info: Info) -> list[NotificationPreference]:
        """In a fixed order."""
        return cast("list[NotificationPreference]", await answers.preferences(info.context))


@strawberry.type
class PreferencesMutation:
    """Mutations of preferences."""

    @strawberry.mutation(description="Choose what to be told and how, all or none; what is not named stays.")
    async def notification_preferences_update(
        self, info: Info, choices: list[NotificationPreferenceInput]
    ) -> NotificationPreferencesPayload:
        """Choose."""
        return await attempt(NotificationPreferencesPayload, _choose(info, choices), into="preferences")
