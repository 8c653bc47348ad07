"""Leaving the shop for good, from async callers: throttle, check the password off the loop, then one write."""

from datetime import datetime
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.limits import spend
from domains.identity import throttles
from domains.identity.credential_flows import proven_if_any
from domains.orders.services.leave_shop import leave_shop


async def leave(
    *, user_id: UUID, session_id: UUID | None, confirm_email: str, current_password: str, code: str, now: datetime
) -> None:
    """Close the account of whoever is logged in and have everything personal erased.

    Raises WrongPassword, WrongCode, LoginTooOld, InvalidInput, AccountInService, OrdersUnderWay, TooManyRequests,
    Unavailable.
    """
    await spend(limit=throttles.SECOND_FACTOR_TRIES_PER_ACCOUNT, subject=str(user_id))
    own = await proven_if_any(user_id=user_id, password=current_password)
    await in_transaction(
        leave_shop,
        user_id=user_id,
        session_id=session_id,
        password_hash=own.password_hash,
        confirm_email=confirm_email,
        code=code,
        now=now,
    )
