"""Light rows of orders and their payments, for readers. JSON columns are parsed only when somebody looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orjson import loads

from domains.common.money import Money


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as its owner sees it."""

    id: UUID
    number: str
    purchase_id: UUID
    owner_kind: str
    owner_id: UUID
    email: str
    state: str
    currency: str
    subtotal_minor: int
    delivery_minor: int
    total_minor: int
    address_json: str
    placed_at: datetime

    @property
    def address(self) -> Mapping[str, Any]:
        """Where it is sent, as it was given at checkout."""
        address: Mapping[str, Any] = loads(self.address_json)
        return address

    @property
    def subtotal(self) -> Money:
        """What the goods cost."""
        return Money(self.subtotal_minor, self.currency)

    @property
    def delivery(self) -> Money:
        """What the deliveries cost."""
        return Money(self.delivery_minor, self.currency)

    @property
    def total(self) -> Money:
        """What was to be paid."""
        return Money(self.total_minor, self.currency)


@dataclass(frozen=True, slots=True)
class VendorOrderRow:
    """One vendor's part of an order."""

    id: UUID
    order_id: UUID
    vendor_id: UUID
    number: str
    state: str
    currency: str
    subtotal_minor: int
    delivery_minor: int
    total_minor: int
    delivery_method: str
    placed_at: datetime
    cancelled_at: datetime | None
    cancelled_because: str

    @property
    def subtotal(self) -> Money:
        """What the vendor's goods cost."""
        return Money(self.subtotal_minor, self.currency)

    @property
    def delivery(self) -> Money:
        """What the vendor's delivery costs."""
        return Money(self.delivery_minor, self.currency)

    @property
    def total(self) -> Money:
        """Goods and delivery."""
        return Money(self.total_minor, self.currency)


@dataclass(frozen=True, slots=True)
class LineRow:
    """What was bought, as it was named and priced then."""

    id: UUID
    vendor_order_id: UUID
    variant_id: UUID
    product_id: UUID
    title: str
    sku: str
    options_json: str
    image: str
    quantity: int
    currency: str
    unit_price_minor: int
    total_minor: int

    @property
    def options(self) -> Mapping[str, str]:
        """Names of axes and values, as shown then."""
        options: Mapping[str, str] = loads(self.options_json)
        return options

    @property
    def unit_price(self) -> Money:
        """The price of one."""
        return Money(self.unit_price_minor, self.currency)

    @property
    def total(self) -> Money:
        """The price of all."""
        return Money(self.total_minor, self.currency)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something that happened to an order."""

    id: UUID
    order_id: UUID
    vendor_order_id: UUID | None
    kind: str
    facts_json: str
    happened_at: datetime

    @property
    def facts(self) -> Mapping[str, Any]:
        """Amounts and reasons."""
        facts: Mapping[str, Any] = loads(self.facts_json)
        return facts


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """How an order, or a purchase that is none yet, is paid for."""

    id: UUID
    purchase_id: UUID
    state: str
    currency: str
    amount_minor: int
    captured_minor: int
    refunded_minor: int
    next_action_url: str
    decline_code: str
    compensation_reason: str
    opened_at: datetime

    @property
    def amount(self) -> Money:
        """What was to be paid."""
        return Money(self.amount_minor, self.currency)

    @property
    def captured(self) -> Money:
        """What was taken."""
        return Money(self.captured_minor, self.currency)

    @property
    def refunded(self) -> Money:
        """What was given back."""
        return Money(self.refunded_minor, self.currency)


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money on its way back."""

    id: UUID
    attempt_id: UUID
    vendor_order_id: UUID | None
    amount_minor: int
    reason: str
    state: str
    requested_at: datetime
    settled_at: datetime | None
    currency: str

    @property
    def amount(self) -> Money:
        """How much."""
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """A cart frozen for payment, as its owner sees it."""

    id: UUID
    state: str
    currency: str
    total_minor: int
    expires_at: datetime

    @property
    def total(self) -> Money:
        """What it costs."""
        return Money(self.total_minor, self.currency)
