"""How the fields of purchases and orders are answered."""

from typing import Any, Protocol
from uuid import UUID

from django.conf import settings

from domains.common.bridge import in_transaction
from domains.common.errors import InvalidInput
from domains.common.pagination import Page
from domains.common.text import clean_line
from domains.orders import flows, queries
from domains.orders.outcome import ensure_alive
from domains.orders.return_urls import ensure_ours
from domains.orders.rows import OrderRow, PaymentRow, PurchaseRow, VendorOrderRow
from domains.orders.services.cancel_order import cancel_order, cancel_vendor_order
from domains.orders.services.prepare_purchase import CheckoutRequest
from domains.payments.gateways.registry import DEFAULT_GATEWAY
from resolvers.context import Context
from resolvers.relations import Relation

PARTS_OF_ORDER = Relation(batch=queries.vendor_orders_by_order_id, keys="order_ids", many=True)
LINES_OF_PART = Relation(batch=queries.lines_by_vendor_order_id, keys="vendor_order_ids", many=True)
TIMELINE_OF_ORDER = Relation(batch=queries.timeline_by_order_id, keys="order_ids", many=True)
ORDER_OF_PURCHASE = Relation(batch=queries.order_by_purchase_id, keys="purchase_ids")
PAYMENT_OF_PURCHASE = Relation(batch=queries.payment_by_purchase_id, keys="purchase_ids")
PAYMENT_OF_ORDER = Relation(batch=queries.payment_by_order_id, keys="order_ids")

_LONGEST_KEY, _LONGEST_REASON = 255, 200


class HasId(Protocol):
    """A row, or the schema's type that stands for it."""

    id: Any


async def orders(context: Context, *, first: int | None, after: str | None) -> Page[OrderRow]:
    """A page of the viewer's own orders."""
    return await queries.list_orders(owner=context.viewer.owner(), first=first, after=after)


async def order(context: Context, *, order_id: UUID) -> OrderRow:
    """The viewer's own order."""
    return await queries.find_order(order_id=order_id, owner=context.viewer.owner())


async def vendor_order(context: Context, *, vendor_order_id: UUID) -> VendorOrderRow:
    """A part of the viewer's own order."""
    return await queries.find_vendor_order(vendor_order_id=vendor_order_id, owner=context.viewer.owner())


async def purchase(context: Context, *, purchase_id: UUID) -> PurchaseRow:
    """The viewer's own purchase."""
    return await queries.find_purchase(purchase_id=purchase_id, owner=context.viewer.owner())


async def complete_checkout(
    context: Context, *, key: str, payment_method: str, expected_total: int | None, return_url: str | None
) -> PurchaseRow:
    """Pay for the viewer's cart."""
    request = CheckoutRequest(
        owner=context.viewer.owner(),
        idempotency_key=_checked(key),
        payment_method=payment_method,
        gateway=DEFAULT_GATEWAY,
        expected_total_minor=expected_total,
    )
    settled = await flows.complete_checkout(request=request, return_url=_back(return_url), now=context.now)
    return await purchase(context, purchase_id=ensure_alive(settled).purchase_id)


async def order_of(context: Context, bought: HasId | None) -> OrderRow | None:
    """What a purchase became."""
    found: OrderRow | None = await context.load(ORDER_OF_PURCHASE, bought) if bought else None
    return found


async def next_action_url(context: Context, bought: HasId | None) -> str:
    """The provider's page that a purchase waits for; empty for none."""
    payment: PaymentRow | None = await context.load(PAYMENT_OF_PURCHASE, bought) if bought else None
    return payment.next_action_url if payment else ""


async def cancel(context: Context, *, order_id: UUID, reason: str) -> OrderRow:
    """Cancel the viewer's own order."""
    owner = context.viewer.owner()
    await in_transaction(
        cancel_order,
        order_id=order_id,
        owner=owner,
        actor=owner.actor,
        reason=_reason(reason),
        now=context.now,
    )
    return await order(context, order_id=order_id)


async def cancel_part(context: Context, *, vendor_order_id: UUID, reason: str) -> VendorOrderRow:
    """Cancel a part of the viewer's own order."""
    owner = context.viewer.owner()
    await in_transaction(
        cancel_vendor_order,
        vendor_order_id=vendor_order_id,
        owner=owner,
        actor=owner.actor,
        reason=_reason(reason),
        now=context.now,
    )
    return await vendor_order(context, vendor_order_id=vendor_order_id)


def _checked(key: str) -> str:
    if not key.strip() or len(key) > _LONGEST_KEY or not key.isprintable():
        raise InvalidInput(f"An idempotency key has 1 to {_LONGEST_KEY} characters.", path=("idempotencyKey",))
    return key


def _reason(reason: str) -> str:
    return clean_line(reason, path=("reason",), at_most=_LONGEST_REASON, required=False)


def _back(return_url: str | None) -> str:
    origins = (settings.PUBLIC_URL, *settings.STOREFRONT_ORIGINS)
    return ensure_ours(return_url, origins=origins) if return_url else settings.PUBLIC_URL
