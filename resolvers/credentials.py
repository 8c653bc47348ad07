"""How passwords and addresses of accounts are changed."""

from domains.identity import credential_flows
from resolvers.context import Context


async def change_password(context: Context, *, current_password: str, password: str) -> None:
    """Replace the viewer's password."""
    await credential_flows.change_password(
        user_id=context.viewer.customer_id(),
        session_id=context.viewer.session_id,
        current_password=current_password,
        password=password,
        now=context.now,
    )


async def request_password_reset(context: Context, *, email: str) -> None:
    """Have a link mailed."""
    await credential_flows.request_password_reset(email=email, network=context.network, now=context.now)


async def reset_password(context: Context, *, token: str, password: str) -> None:
    """Set the password of the account that a link was mailed to."""
    await credential_flows.reset_password(token=token, password=password, network=context.network, now=context.now)


async def request_email_change(context: Context, *, current_password: str, email: str) -> None:
    """Have a code mailed to the address that the viewer wants."""
    await credential_flows.request_change_of_email(
        user_id=context.viewer.customer_id(), current_password=current_password, email=email, now=context.now
    )


async def confirm_email_change(context: Context, *, code: str) -> None:
    """Give the viewer's account its new address."""
    await credential_flows.confirm_change_of_email(
        user_id=context.viewer.customer_id(), session_id=context.viewer.session_id, code=code, now=context.now
    )
