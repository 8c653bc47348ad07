"""How the viewer's sessions are listed and ended."""

from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.pagination import Page
from domains.identity.queries import OpenSession, session_of, sessions_page
from domains.identity.services.end_session import end_other_session, end_other_sessions
from resolvers.context import Context


async def sessions(context: Context, *, first: int | None, after: str | None) -> Page[OpenSession]:
    """A page of the viewer's own open sessions."""
    return await sessions_page(user_id=context.viewer.customer_id(), first=first, after=after, now=context.now)


async def session(context: Context, *, session_id: UUID) -> OpenSession | None:
    """An open session of the viewer, or None. Raises LoginRequired."""
    return await session_of(user_id=context.viewer.customer_id(), session_id=session_id, now=context.now)


async def revoke_session(context: Context, *, session_id: UUID) -> None:
    """End one session of the viewer; their present one too, if they say so."""
    await in_transaction(
        end_other_session, session_id=session_id, user_id=context.viewer.customer_id(), now=context.now
    )


async def revoke_other_sessions(context: Context) -> int:
    """End every session of the viewer but the present one."""
    user_id, session_id = context.viewer.customer_id(), context.viewer.session_id
    return await in_transaction(end_other_sessions, session_id=session_id, user_id=user_id, now=context.now)
