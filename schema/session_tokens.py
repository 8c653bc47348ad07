"""What a login answers, as the API shows it."""

from datetime import datetime

import strawberry

from schema.errors import UserError


@strawberry.type(description="What a client holds while somebody is logged in.")
class SessionTokens:
    """The domain's `SessionTokens`, without our own ids."""

    access_token: str = strawberry.field(description="Send it as `Authorization: Bearer …`.")
    access_expires_at: datetime = strawberry.field(description="Refresh before this moment.")
    refresh_token: str = strawberry.field(
        description="Gives the next pair of tokens, once. Using it twice ends the session."
    )
    refresh_expires_at: datetime = strawberry.field(description="After this moment the password is asked for again.")


@strawberry.type(description="The session of somebody who has just proven who they are.")
class SessionPayload:
    """What `accountVerify`, `login` and `tokenRefresh` answer."""

    tokens: SessionTokens | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")
