"""A cart frozen for payment: what is bought from whom, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from domains.common.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """Some units of a variant, as they were named and priced at that moment."""

    variant_id: UUID
    product_id: UUID
    vendor_id: UUID
    title: str
    sku: str
    options: Mapping[str, str]  # axis name -> value name
    image: str
    quantity: int
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedGroup:
    """The lines of one vendor and how they are delivered; `total` is subtotal and delivery."""

    vendor_id: UUID
    vendor_name: str
    lines: tuple[QuotedLine, ...]
    subtotal: Money
    method_id: UUID
    method_name: str
    delivery: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What is bought and what it costs. Totals are sums of the groups', to the minor unit."""

    currency: str
    email: str
    address: Mapping[str, str]
    groups: tuple[QuotedGroup, ...]
    subtotal: Money
    delivery: Money
    total: Money

    @property
    def lines(self) -> tuple[QuotedLine, ...]:
        """The lines of all groups, in their order."""
        return tuple(line for group in self.groups for line in group.lines)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; amounts are minor units of `currency`."""
        return {
            "currency": self.currency,
            "email": self.email,
            "address": dict(self.address),
            "groups": [_group_to_json(group) for group in self.groups],
            "subtotal_minor": self.subtotal.minor,
            "delivery_minor": self.delivery.minor,
            "total_minor": self.total.minor,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The quote that `to_json` wrote."""
        currency = data["currency"]
        return cls(
            currency=currency,
            email=data["email"],
            address=data["address"],
            groups=tuple(_group_from_json(group, currency) for group in data["groups"]),
            subtotal=Money(data["subtotal_minor"], currency),
            delivery=Money(data["delivery_minor"], currency),
            total=Money(data["total_minor"], currency),
        )


def _group_to_json(group: QuotedGroup) -> dict[str, Any]:
    return {
        "vendor_id": str(group.vendor_id),
        "vendor_name": group.vendor_name,
        "lines": [_line_to_json(line) for line in group.lines],
        "subtotal_minor": group.subtotal.minor,
        "method_id": str(group.method_id),
        "method_name": group.method_name,
        "delivery_minor": group.delivery.minor,
        "total_minor": group.total.minor,
    }


def _group_from_json(data: Mapping[str, Any], currency: str) -> QuotedGroup:
    vendor_id = UUID(data["vendor_id"])
    return QuotedGroup(
        vendor_id=vendor_id,
        vendor_name=data["vendor_name"],
        lines=tuple(_line_from_json(line, vendor_id, currency) for line in data["lines"]),
        subtotal=Money(data["subtotal_minor"], currency),
        method_id=UUID(data["method_id"]),
        method_name=data["method_name"],
        delivery=Money(data["delivery_minor"], currency),
        total=Money(data["total_minor"], currency),
    )


def _line_to_json(line: QuotedLine) -> dict[str, Any]:
    return {
        "variant_id": str(line.variant_id),
        "product_id": str(line.product_id),
        "title": line.title,
        "sku": line.sku,
        "options": dict(line.options),
        "image": line.image,
        "quantity": line.quantity,
        "unit_price_minor": line.unit_price.minor,
        "total_minor": line.total.minor,
    }


def _line_from_json(data: Mapping[str, Any], vendor_id: UUID, currency: str) -> QuotedLine:
    return QuotedLine(
        variant_id=UUID(data["variant_id"]),
        product_id=UUID(data["product_id"]),
        vendor_id=vendor_id,
        title=data["title"],
        sku=data["sku"],
        options=data["options"],
        image=data["image"],
        quantity=data["quantity"],
        unit_price=Money(data["unit_price_minor"], currency),
        total=Money(data["total_minor"], currency),
    )
