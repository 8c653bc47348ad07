"""How a vendor's people are answered about the size guides of their house."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domains.catalogue.sizing import queries
from domains.catalogue.sizing.rows import OwnGuideRow
from domains.catalogue.sizing.services import keep_own_guides as guides
from domains.common.bridge import in_transaction
from domains.identity.viewer import ViewerKind
from domains.vendors.membership import is_member
from resolvers.context import Context


async def of_vendor(context: Context, *, vendor_id: UUID) -> list[OwnGuideRow] | None:
    """The guides of a vendor the viewer works for; None of any other."""
    user_id = context.viewer.id if context.viewer.kind is ViewerKind.CUSTOMER else None
    if user_id is None or not await is_member(user_id=user_id, vendor_id=vendor_id):
        return None
    return await queries.own_guides(user_id=user_id, vendor_id=vendor_id)


async def create(context: Context, *, vendor_id: UUID, facts: Mapping[str, Any]) -> OwnGuideRow:
    """Make one."""
    member_id = context.viewer.customer_id()
    made = await in_transaction(guides.create_own_guide, vendor_id=vendor_id, member_id=member_id, **facts)
    return await queries.own_guide(user_id=member_id, guide_id=made.id)


async def change(context: Context, *, guide_id: UUID, changes: Mapping[str, Any]) -> OwnGuideRow:
    """Change one."""
    member_id = context.viewer.customer_id()
    await in_transaction(guides.update_own_guide, guide_id=guide_id, member_id=member_id, **changes)
    return await queries.own_guide(user_id=member_id, guide_id=guide_id)


async def delete(context: Context, *, guide_id: UUID) -> None:
    """Forget one."""
    await in_transaction(guides.delete_own_guide, guide_id=guide_id, member_id=context.viewer.customer_id())
