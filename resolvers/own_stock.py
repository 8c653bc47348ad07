"""How a vendor's people are answered about the shelves of their house."""

from collections.abc import Mapping
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.identity.viewer import ViewerKind
from domains.inventory.services import keep_own_stock as shelves
from domains.inventory.shelves import LocationRow, own_locations, shelves_by_variant_id
from domains.vendors.membership import is_member
from resolvers.context import Context
from resolvers.relations import Relation

SHELVES = Relation(batch=shelves_by_variant_id, keys="variant_ids", many=True)


async def locations(context: Context, *, vendor_id: UUID) -> list[LocationRow] | None:
    """Where a vendor the viewer works for ships from; None of any other."""
    user_id = context.viewer.id if context.viewer.kind is ViewerKind.CUSTOMER else None
    if user_id is None or not await is_member(user_id=user_id, vendor_id=vendor_id):
        return None
    return await own_locations(user_id=user_id, vendor_id=vendor_id)


async def create_location(context: Context, *, vendor_id: UUID, name: str, country: str) -> LocationRow:
    """One more place."""
    member = context.viewer.customer_id()
    made = await in_transaction(
        shelves.create_own_location, vendor_id=vendor_id, member_id=member, name=name, country=country
    )
    return LocationRow(made.id, made.name, made.country)


async def receive(context: Context, *, location_id: UUID, units: Mapping[UUID, int], reference: str) -> None:
    """Put on the shelf what has arrived."""
    member = context.viewer.customer_id()
    await in_transaction(
        shelves.receive_own_stock,
        location_id=location_id,
        member_id=member,
        units=units,
        reference=reference,
        now=context.now,
    )


async def correct(context: Context, *, location_id: UUID, counts: Mapping[UUID, int], reason: str) -> None:
    """Set the shelf to what was counted."""
    member = context.viewer.customer_id()
    await in_transaction(
        shelves.correct_own_stock,
        location_id=location_id,
        member_id=member,
        counts=counts,
        reason=reason,
        now=context.now,
    )
