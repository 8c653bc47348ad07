"""How copies of an account are asked for and listed."""

from collections.abc import Sequence

from domains.common.bridge import in_transaction
from domains.common.limits import spend
from domains.identity import throttles
from domains.identity.queries import OwnExport, exports_of
from domains.identity.services.export_account import request_export
from resolvers.context import Context


async def request(context: Context) -> OwnExport:
    """Have a copy of the viewer's account made."""
    user_id = context.viewer.customer_id()
    await spend(limit=throttles.EXPORTS_PER_ACCOUNT, subject=str(user_id))
    return OwnExport.of(await in_transaction(request_export, user_id=user_id, now=context.now))


async def exports(context: Context) -> Sequence[OwnExport]:
    """The viewer's copies."""
    return await exports_of(user_id=context.viewer.customer_id(), now=context.now)
