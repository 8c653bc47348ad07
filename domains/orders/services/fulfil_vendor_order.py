"""A vendor has sent its part of an order."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.common.events import record
from domains.orders.errors import NotPaidYet
from domains.orders.events import VendorOrderFulfilled
from domains.orders.models import VendorOrder
from domains.orders.services.cancelling import settle_order_state
from domains.orders.services.locking import lock_order
from domains.orders.services.timeline import note
from domains.orders.transitions import after
from domains.payments.models import PaymentAttempt


def fulfil_vendor_order(*, vendor_order_id: UUID, actor: str, now: datetime) -> VendorOrder:
    """Note that a part was sent. Raises NotFound, NotPaidYet, and OrderTransitionRefused when it is not placed."""
    with transaction.atomic():
        order_id = VendorOrder.objects.filter(id=vendor_order_id).values_list("order_id", flat=True).first()
        if order_id is None:
            raise NotFound
        locked = lock_order(order_id=order_id)
        part = next(part for part in locked.parts if part.id == vendor_order_id)
        state = after(part.state, VendorOrder.State.FULFILLED)
        if locked.attempt.state != PaymentAttempt.State.CAPTURED:
            raise NotPaidYet
        part.state = state
        part.save(update_fields=["state"])
        note(order_id=order_id, vendor_order_id=part.id, kind="vendor_order_fulfilled", actor=actor, now=now)
        record(
            VendorOrderFulfilled(
                order_id=order_id,
                owner_id=locked.order.owner_id if locked.order else part.id,
                vendor_order_id=part.id,
                vendor_id=part.vendor_id,
            )
        )
        settle_order_state(locked, actor=actor, now=now)
    return part
