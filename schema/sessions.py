"""Where the viewer is logged in, as the API shows it."""

from datetime import datetime
from typing import Any

import strawberry

import resolvers.sessions as answers
from domains.identity.queries import OpenSession
from schema.base import Info, Node, global_id, is_row
from schema.errors import UserError, attempt
from schema.ids import decode_id


@strawberry.type(description="A device on which the viewer is logged in.")
class Session(Node):
    """`OpenSession`."""

    is_type_of = is_row(OpenSession)

    id: strawberry.ID = global_id("Session")
    user_agent: str = strawberry.field(description="What the device called itself at login; may be empty.")
    network: str = strawberry.field(description="Roughly where from, such as 203.0.113.0/24; may be empty.")
    created_at: datetime = strawberry.field(description="When the viewer logged in there.")
    last_seen_at: datetime = strawberry.field(description="Last sign of life, to within five minutes.")
    expires_at: datetime = strawberry.field(description="When the session ends if it is not used.")

    @strawberry.field(description="Whether this very request comes from there.")
    def is_current(self: Any, info: Info) -> bool:
        """The session of the request's token."""
        current: bool = self.id == info.context.viewer.session_id
        return current


@strawberry.input(description="The session to end.")
class SessionRevokeInput:
    """One session."""

    id: strawberry.ID = strawberry.field(description="An open session of the viewer.")


@strawberry.type(description="The end of a session.")
class SessionRevokePayload:
    """What ending a session answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The end of all other sessions.")
class SessionsRevokeOthersPayload:
    """What ending the others answers."""

    revoked: int | None = strawberry.field(default=None, description="How many have ended; null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


async def _revoke(info: Info, given: SessionRevokeInput) -> None:
    await answers.revoke_session(info.context, session_id=decode_id(given.id, expected="Session", path=("id",)))


@strawberry.type
class SessionsMutation:
    """Mutations of the viewer's sessions."""

    @strawberry.mutation(description="Log the viewer out of one of their devices.")
    async def session_revoke(self, info: Info, input: SessionRevokeInput) -> SessionRevokePayload:  # noqa: A002
        """Revoke one."""
        return await attempt(SessionRevokePayload, _revoke(info, input))

    @strawberry.mutation(description="Log the viewer out everywhere but here.")
    async def sessions_revoke_others(self, info: Info) -> SessionsRevokeOthersPayload:
        """Revoke the others."""
        return await attempt(SessionsRevokeOthersPayload, answers.revoke_other_sessions(info.context), into="revoked")
