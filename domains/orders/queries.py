"""Native async reads of orders; the batches take all keys at once and need one statement."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.identity.viewer import Owner
from domains.orders.rows import LineRow, OrderRow, PaymentRow, PurchaseRow, RefundRow, TimelineRow, VendorOrderRow

_ORDER = (
    "id, number, purchase_id, owner_kind, owner_id, email, state, currency, subtotal_minor, delivery_minor,"
    " total_minor, address, placed_at"
)
_PART = (
    "id, order_id, vendor_id, number, state, currency, subtotal_minor, delivery_minor, total_minor, delivery_method,"
    " placed_at, cancelled_at, cancelled_because"
)
_PAYMENT = (
    "p.id, p.purchase_id, p.state, p.currency, p.amount_minor, p.captured_minor, p.refunded_minor,"
    " p.next_action_url, p.decline_code, p.compensation_reason, p.opened_at"
)
_OWNED = "owner_kind = %s AND owner_id = %s"

# Constants of this file only: nothing that comes from outside becomes part of a statement.
_FIRST_PAGE = f"SELECT {_ORDER} FROM orders_order WHERE {_OWNED} ORDER BY placed_at DESC, id DESC LIMIT %s"  # noqa: S608
_NEXT_PAGE = f"""
    SELECT {_ORDER} FROM orders_order
    WHERE {_OWNED} AND (placed_at, id) < (%s::timestamptz, %s::uuid)
    ORDER BY placed_at DESC, id DESC
    LIMIT %s
"""  # noqa: S608
_COUNT = f"SELECT count(*) FROM orders_order WHERE {_OWNED}"  # noqa: S608
_ONE = f"SELECT {_ORDER} FROM orders_order WHERE id = %s AND {_OWNED}"  # noqa: S608
_BY_ID = f"SELECT {_ORDER} FROM orders_order WHERE id = ANY(%s)"  # noqa: S608
_PARTS = f"SELECT {_PART} FROM orders_vendor_order WHERE order_id = ANY(%s) ORDER BY order_id, id"  # noqa: S608
_ONE_PART = f"""
    SELECT {", ".join("v." + name for name in _PART.split(", "))}
    FROM orders_vendor_order v JOIN orders_order o ON o.id = v.order_id
    WHERE v.id = %s AND o.owner_kind = %s AND o.owner_id = %s
"""  # noqa: S608
_LINES = """
    SELECT id, vendor_order_id, variant_id, product_id, title, sku, options, image, quantity, currency,
           unit_price_minor, total_minor
    FROM orders_line WHERE vendor_order_id = ANY(%s) ORDER BY vendor_order_id, position
"""
_TIMELINE = """
    SELECT id, order_id, vendor_order_id, kind, facts, happened_at
    FROM orders_timeline WHERE order_id = ANY(%s) ORDER BY order_id, happened_at, id
"""
# The last attempt is the one that counts: an earlier one came to nothing.
_PAYMENTS = f"""
    SELECT DISTINCT ON (o.id) o.id, {_PAYMENT}
    FROM orders_order o JOIN payments_attempt p ON p.purchase_id = o.purchase_id
    WHERE o.id = ANY(%s)
    ORDER BY o.id, p.opened_at DESC, p.id DESC
"""  # noqa: S608
_PURCHASE = """
    SELECT id, state, currency, total_minor, expires_at FROM orders_purchase
    WHERE id = %s AND owner_kind = %s AND owner_id = %s
"""
_ORDERS_OF_PURCHASES = f"SELECT {_ORDER} FROM orders_order WHERE purchase_id = ANY(%s)"  # noqa: S608
_PAYMENTS_OF_PURCHASES = f"""
    SELECT DISTINCT ON (p.purchase_id) {_PAYMENT}
    FROM payments_attempt p WHERE p.purchase_id = ANY(%s)
    ORDER BY p.purchase_id, p.opened_at DESC, p.id DESC
"""  # noqa: S608
_REFUNDS = """
    SELECT r.id, r.attempt_id, r.vendor_order_id, r.amount_minor, r.reason, r.state, r.requested_at, r.settled_at,
           p.currency
    FROM payments_refund r JOIN payments_attempt p ON p.id = r.attempt_id
    WHERE r.attempt_id = ANY(%s)
    ORDER BY r.requested_at, r.id
"""
_ATTEMPT_OF_ORDER = """
    SELECT p.id FROM payments_attempt p JOIN orders_order o ON o.purchase_id = p.purchase_id
    WHERE o.id = %s ORDER BY p.opened_at DESC, p.id DESC LIMIT 1
"""
_UNPROCESSED = """
    SELECT id FROM payments_webhook_event
    WHERE processed_at IS NULL AND received_at <= %s ORDER BY received_at LIMIT 100
"""
# The outbox has a message processed within a second; this is for when it could not.
_UNPROCESSED_AFTER = timedelta(seconds=60)


async def list_orders(*, owner: Owner, first: int | None = None, after: str | None = None) -> Page[OrderRow]:
    """The owner's orders, the newest first. Raises BadCursor and BadPageSize."""
    size = page_size(first)
    # The owner is part of the cursor's signature: nobody goes on in somebody else's list.
    cursors = Cursors("orders", owner=owner.id)
    keys = [owner.kind, owner.id]
    if after is None:
        rows = await fetch_all(_FIRST_PAGE, [*keys, size + 1], row=OrderRow)
    else:
        rows = await fetch_all(_NEXT_PAGE, [*keys, *cursors.read(after), size + 1], row=OrderRow)

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT, keys)
        return int(counted)

    return page_of(
        rows, size=size, after=after, position=lambda row: (row.placed_at, row.id), cursors=cursors, count=count
    )


async def find_order(*, order_id: UUID, owner: Owner) -> OrderRow:
    """The owner's order. Raises NotFound, for somebody else's as for none."""
    rows = await fetch_all(_ONE, [order_id, owner.kind, owner.id], row=OrderRow)
    if not rows:
        raise NotFound
    return rows[0]


async def find_vendor_order(*, vendor_order_id: UUID, owner: Owner) -> VendorOrderRow:
    """A part of one of the owner's orders. Raises NotFound."""
    rows = await fetch_all(_ONE_PART, [vendor_order_id, owner.kind, owner.id], row=VendorOrderRow)
    if not rows:
        raise NotFound
    return rows[0]


async def order_by_id(*, order_ids: Collection[UUID]) -> Mapping[UUID, OrderRow]:
    """Orders, whoever owns them: for what leads there from something the viewer may see."""
    return {row.id: row for row in await fetch_all(_BY_ID, [list(order_ids)], row=OrderRow)}


async def vendor_orders_by_order_id(*, order_ids: Collection[UUID]) -> Mapping[UUID, list[VendorOrderRow]]:
    """The parts of each order."""
    return _grouped(await fetch_all(_PARTS, [list(order_ids)], row=VendorOrderRow), "order_id")


async def lines_by_vendor_order_id(*, vendor_order_ids: Collection[UUID]) -> Mapping[UUID, list[LineRow]]:
    """The lines of each part, in their order."""
    return _grouped(await fetch_all(_LINES, [list(vendor_order_ids)], row=LineRow), "vendor_order_id")


async def timeline_by_order_id(*, order_ids: Collection[UUID]) -> Mapping[UUID, list[TimelineRow]]:
    """What happened to each order, the oldest first."""
    return _grouped(await fetch_all(_TIMELINE, [list(order_ids)], row=TimelineRow), "order_id")


async def payment_by_order_id(*, order_ids: Collection[UUID]) -> Mapping[UUID, PaymentRow]:
    """How each order is paid for."""
    rows = await fetch_tuples(_PAYMENTS, [list(order_ids)])
    return {row[0]: PaymentRow(*row[1:]) for row in rows}


async def find_purchase(*, purchase_id: UUID, owner: Owner) -> PurchaseRow:
    """The owner's purchase. Raises NotFound."""
    rows = await fetch_all(_PURCHASE, [purchase_id, owner.kind, owner.id], row=PurchaseRow)
    if not rows:
        raise NotFound
    return rows[0]


async def order_by_purchase_id(*, purchase_ids: Collection[UUID]) -> Mapping[UUID, OrderRow]:
    """The order that each purchase became, for those that did."""
    rows = await fetch_all(_ORDERS_OF_PURCHASES, [list(purchase_ids)], row=OrderRow)
    return {row.purchase_id: row for row in rows}


async def payment_by_purchase_id(*, purchase_ids: Collection[UUID]) -> Mapping[UUID, PaymentRow]:
    """How each purchase is paid for."""
    rows = await fetch_all(_PAYMENTS_OF_PURCHASES, [list(purchase_ids)], row=PaymentRow)
    return {row.purchase_id: row for row in rows}


async def refunds_by_attempt_id(*, attempt_ids: Collection[UUID]) -> Mapping[UUID, list[RefundRow]]:
    """The refunds of each payment, the oldest first."""
    return _grouped(await fetch_all(_REFUNDS, [list(attempt_ids)], row=RefundRow), "attempt_id")


async def attempt_of_order(*, order_id: UUID) -> UUID | None:
    """The attempt that paid for an order."""
    rows = await fetch_tuples(_ATTEMPT_OF_ORDER, [order_id])
    return rows[0][0] if rows else None


async def gateway_of_attempt(*, attempt_id: UUID) -> str | None:
    """The name of the provider that an attempt goes through."""
    rows = await fetch_tuples("SELECT gateway FROM payments_attempt WHERE id = %s", [attempt_id])
    return rows[0][0] if rows else None


async def unprocessed_webhooks(*, now: datetime) -> list[UUID]:
    """Messages that came in a while ago and that nobody has looked at."""
    return [row[0] for row in await fetch_tuples(_UNPROCESSED, [now - _UNPROCESSED_AFTER])]


def _grouped[Row](rows: list[Row], key: str) -> Mapping[UUID, list[Row]]:
    groups: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups
