"""Cancel an order, or one vendor's part of it, before it is fulfilled."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.identity.viewer import Owner
from domains.orders.errors import OrderTransitionRefused
from domains.orders.models import Order, VendorOrder
from domains.orders.services.cancelling import cancel_parts
from domains.orders.services.locking import LockedPayment, lock_order


def cancel_order(*, order_id: UUID, actor: str, reason: str, now: datetime, owner: Owner | None = None) -> Order:
    """Cancel every part of an order that no vendor has sent yet; stock and money go back.

    With an `owner` only their own order is found. Raises NotFound, and OrderTransitionRefused when a part was sent
    or nothing is left to cancel.
    """
    with transaction.atomic():
        locked = lock_order(order_id=order_id)
        order = _visible(locked, owner)
        states = {part.state for part in locked.parts}
        if VendorOrder.State.FULFILLED in states or VendorOrder.State.PLACED not in states:
            raise OrderTransitionRefused(state=order.state, wanted=Order.State.CANCELLED)
        cancel_parts(locked, parts=locked.parts, actor=actor, reason=reason, now=now)
    return order


def cancel_vendor_order(
    *, vendor_order_id: UUID, actor: str, reason: str, now: datetime, owner: Owner | None = None
) -> VendorOrder:
    """Cancel one vendor's part of an order; its stock and its money go back.

    With an `owner` only a part of their own order is found. Raises NotFound, and OrderTransitionRefused when the
    part was sent or cancelled before.
    """
    with transaction.atomic():
        order_id = VendorOrder.objects.filter(id=vendor_order_id).values_list("order_id", flat=True).first()
        if order_id is None:
            raise NotFound
        locked = lock_order(order_id=order_id)
        _visible(locked, owner)
        part = next(part for part in locked.parts if part.id == vendor_order_id)
        if part.state != VendorOrder.State.PLACED:
            raise OrderTransitionRefused(state=part.state, wanted=VendorOrder.State.CANCELLED)
        cancel_parts(locked, parts=[part], actor=actor, reason=reason, now=now)
    return part


def _visible(locked: LockedPayment, owner: Owner | None) -> Order:
    order = locked.order
    if order is None or (owner is not None and (order.owner_kind, order.owner_id) != (owner.kind, owner.id)):
        raise NotFound
    return order
