"""How phone numbers are proven and logged in with."""

from domains.identity import phone_flows
from domains.identity.services.open_session import SessionTokens
from resolvers.context import Context
from resolvers.identity import guest_of, with_cart


async def request_change(context: Context, *, current_password: str, phone: str) -> None:
    """Have a code sent to the number that the viewer wants."""
    await phone_flows.request_change(
        user_id=context.viewer.customer_id(),
        current_password=current_password,
        phone=phone,
        network=context.network,
        now=context.now,
    )


async def confirm_change(context: Context, *, code: str) -> None:
    """Give the viewer's account its number."""
    await phone_flows.confirm_change(user_id=context.viewer.customer_id(), code=code, now=context.now)


async def remove(context: Context, *, current_password: str) -> None:
    """Take the viewer's number away."""
    user_id, session_id = context.viewer.customer_id(), context.viewer.session_id
    await phone_flows.remove(user_id=user_id, session_id=session_id, current_password=current_password, now=context.now)


async def request_login(context: Context, *, phone: str) -> None:
    """Have a code sent to a number."""
    await phone_flows.request_login(phone=phone, network=context.network, now=context.now)


async def log_in(context: Context, *, phone: str, code: str, guest_token: str | None) -> SessionTokens:
    """Log in with a code; the guest's cart comes along."""
    guest_id = await guest_of(context, guest_token)
    tokens = await phone_flows.log_in(
        phone=phone, code=code, user_agent=context.user_agent, network=context.network, now=context.now
    )
    return await with_cart(context, tokens, guest_id)
