"""How an account is given up."""

from domains.orders.leaving import leave
from resolvers.context import Context


async def erase_account(context: Context, *, confirm_email: str, current_password: str, code: str) -> None:
    """Close the viewer's account for good."""
    await leave(
        user_id=context.viewer.customer_id(),
        session_id=context.viewer.session_id,
        confirm_email=confirm_email,
        current_password=current_password,
        code=code,
        now=context.now,
    )
