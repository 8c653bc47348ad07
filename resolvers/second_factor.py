"""How a second factor is set up, used and taken away."""

from domains.common.bridge import off_the_loop
from domains.identity import second_factor_flows as flows
from domains.identity.authenticators import picture_of
from domains.identity.services.open_session import SessionTokens
from domains.identity.services.second_factor import Enrolment
from resolvers.context import Context
from resolvers.identity import guest_of, with_cart


async def confirm_login(context: Context, *, challenge: str, code: str, guest_token: str | None) -> SessionTokens:
    """Finish a login; the guest's cart comes along."""
    guest_id = await guest_of(context, guest_token)
    tokens = await flows.confirm_login(
        challenge=challenge, code=code, user_agent=context.user_agent, network=context.network, now=context.now
    )
    return await with_cart(context, tokens, guest_id)


async def begin(context: Context, *, current_password: str) -> Enrolment:
    """A secret for the viewer's authenticator."""
    return await flows.begin(user_id=context.viewer.customer_id(), current_password=current_password, now=context.now)


async def qr_code(uri: str) -> str:
    """The URI of an enrolment as a picture."""
    return await off_the_loop(picture_of, uri)


async def finish(context: Context, *, code: str) -> tuple[str, ...]:
    """Make the viewer's second factor count."""
    user_id, session_id = context.viewer.customer_id(), context.viewer.session_id
    return await flows.finish(user_id=user_id, session_id=session_id, code=code, now=context.now)


async def renew_codes(context: Context, *, code: str) -> tuple[str, ...]:
    """New recovery codes for the viewer."""
    return await flows.renew_codes(user_id=context.viewer.customer_id(), code=code, now=context.now)


async def remove(context: Context, *, current_password: str, code: str) -> None:
    """Take the viewer's second factor away."""
    await flows.remove(
        user_id=context.viewer.customer_id(), current_password=current_password, code=code, now=context.now
    )
