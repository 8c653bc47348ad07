"""How preferences are answered."""

from collections.abc import Sequence

from domains.common.bridge import in_transaction
from domains.notifications.keep_preferences import Choice, set_preferences
from domains.notifications.preference_queries import PreferenceRow, list_preferences
from resolvers.context import Context


async def preferences(context: Context) -> list[PreferenceRow]:
    """What the viewer is told, and how. Raises LoginRequired."""
    return await list_preferences(user_id=context.viewer.customer_id())


async def choose(context: Context, *, choices: Sequence[Choice]) -> list[PreferenceRow]:
    """Keep the viewer's choices, all or none. Raises LoginRequired, PreferenceFixed, ChannelNotOffered."""
    user_id = context.viewer.customer_id()
    await in_transaction(set_preferences, user_id=user_id, choices=choices, now=context.now)
    return await list_preferences(user_id=user_id)
