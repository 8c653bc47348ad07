"""Letters about orders, to the buyer and to vendors. Each raises what `send_email` raises."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from babel import Locale

from domains.checkout.models import OwnerKind
from domains.common.money import Money
from domains.notifications.services import Template, send_email
from domains.orders.models import Order, OrderLine, VendorOrder
from domains.vendors.models import VendorMember

log = logging.getLogger(__name__)
_TERRITORIES: Mapping[str, str] = Locale("en").territories


@dataclass(frozen=True, slots=True)
class LineText:
    """A line as a letter shows it."""

    title: str
    options: str
    sku: str
    quantity: int
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True)
class GroupText:
    """A vendor's part as a letter shows it."""

    number: str
    vendor_name: str
    delivery_method: str
    lines: tuple[LineText, ...]
    subtotal: Money
    delivery: Money
    total: Money


def confirm_to_buyer(*, order_id: UUID, cause: str = "") -> None:
    """Confirm an order to its buyer, once per `cause` (the order itself, if nothing is said)."""
    order = Order.objects.get(id=order_id)
    _write_to_buyer(
        order,
        template=Template.ORDER_CONFIRMATION,
        cause=cause or f"order:{order_id}",
        context={
            "order": order,
            "groups": [_group_text(part) for part in _parts(order_id)],
            "address": address_lines(order.address),
            "subtotal": Money(order.subtotal_minor, order.currency),
            "delivery": Money(order.delivery_minor, order.currency),
            "total": Money(order.total_minor, order.currency),
        },
    )


def tell_vendors(*, order_id: UUID) -> None:
    """Tell each vendor of an order what to send and where."""
    for part in _parts(order_id):
        _tell_vendor(part, template=Template.VENDOR_ORDER)


def tell_of_cancellation(*, vendor_order_id: UUID) -> None:
    """Tell buyer and vendor that a vendor's part of an order was cancelled."""
    part = VendorOrder.objects.select_related("order", "vendor").prefetch_related("lines").get(id=vendor_order_id)
    _tell_vendor(part, template=Template.VENDOR_ORDER_CANCELLED)
    _write_to_buyer(
        part.order,
        template=Template.CANCELLATION,
        cause=f"vendor_order:{vendor_order_id}",
        context={"order": part.order, "group": _group_text(part)},
    )


def tell_of_refund(*, order_id: UUID, amount: Money, cause: str) -> None:
    """Tell the buyer that money is on its way back, once per `cause`."""
    order = Order.objects.get(id=order_id)
    _write_to_buyer(order, template=Template.REFUND, cause=cause, context={"order": order, "amount": amount})


def address_lines(address: Mapping[str, str]) -> list[str]:
    """An address as it is written on a parcel, without empty lines."""
    place = f"{address.get('postcode', '')} {address.get('city', '')}".strip()
    country = address.get("country", "")
    lines = [
        address.get("full_name", ""),
        address.get("line1", ""),
        address.get("line2", ""),
        place,
        address.get("region", ""),
        _TERRITORIES.get(country, country),
    ]
    return [line for line in lines if line]


def _write_to_buyer(order: Order, *, template: Template, cause: str, context: Mapping[str, Any]) -> None:
    if not order.email:
        log.info("buyer has gone: not written to", extra={"order_id": str(order.id)})
        return
    user_id = order.owner_id if order.owner_kind == OwnerKind.CUSTOMER else None
    send_email(template=template, cause=cause, recipient=order.email, context=context, user_id=user_id)


def _parts(order_id: UUID) -> list[VendorOrder]:
    parts = VendorOrder.objects.filter(order=order_id).select_related("order", "vendor").prefetch_related("lines")
    return list(parts.order_by("number"))


def _tell_vendor(part: VendorOrder, *, template: Template) -> None:
    recipients = _mailboxes_of(part)
    if not recipients:
        log.warning("vendor has no address to write to", extra={"vendor_id": str(part.vendor_id)})
    for recipient in recipients:
        send_email(
            template=template,
            cause=f"vendor_order:{part.id}",
            recipient=recipient,
            context={"group": _group_text(part), "address": address_lines(part.order.address)},
        )


def _mailboxes_of(part: VendorOrder) -> list[str]:
    """The vendor's own address, or else those of its owners."""
    if part.vendor.email:
        return [part.vendor.email]
    owners = VendorMember.objects.filter(vendor=part.vendor_id, role=VendorMember.Role.OWNER, user__is_active=True)
    return list(owners.order_by("user__email").values_list("user__email", flat=True))


def _group_text(part: VendorOrder) -> GroupText:
    lines = sorted(part.lines.all(), key=lambda line: line.position)
    return GroupText(
        number=part.number,
        vendor_name=part.vendor.name,
        delivery_method=part.delivery_method,
        lines=tuple(_line_text(line) for line in lines),
        subtotal=Money(part.subtotal_minor, part.currency),
        delivery=Money(part.delivery_minor, part.currency),
        total=Money(part.total_minor, part.currency),
    )


def _line_text(line: OrderLine) -> LineText:
    return LineText(
        title=line.title,
        options=", ".join(line.options.values()),
        sku=line.sku,
        quantity=line.quantity,
        unit_price=Money(line.unit_price_minor, line.currency),
        total=Money(line.total_minor, line.currency),
    )
