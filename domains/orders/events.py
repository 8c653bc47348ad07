"""What happened to purchases and orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class PurchaseReleased(Event):
    """A purchase came to nothing; its stock is free and its cart can be tried again."""

    aggregate_kind: ClassVar[str] = "purchase"
    aggregate_key: ClassVar[str] = "purchase_id"
    purchase_id: UUID
    cart_id: UUID
    owner_kind: str
    owner_id: UUID
    because: str


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """A purchase was paid for and is an order now; the money is held and is to be captured."""

    aggregate_kind: ClassVar[str] = "order"
    aggregate_key: ClassVar[str] = "order_id"
    order_id: UUID
    purchase_id: UUID
    attempt_id: UUID
    owner_kind: str
    owner_id: UUID
    total_minor: int
    currency: str
    placed_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderClaimed(Event):
    """An order of a guest is an account's now, which has proven the address it was placed under."""

    aggregate_kind: ClassVar[str] = "order"
    aggregate_key: ClassVar[str] = "order_id"
    order_id: UUID
    owner_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """The money for an order was taken."""

    aggregate_kind: ClassVar[str] = "order"
    aggregate_key: ClassVar[str] = "order_id"
    order_id: UUID
    owner_id: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class VendorOrderCancelled(Event):
    """A vendor's part of an order was cancelled; its stock is back and its money is on its way."""

    aggregate_kind: ClassVar[str] = "order"
    aggregate_key: ClassVar[str] = "order_id"
    order_id: UUID
    owner_id: UUID
    vendor_order_id: UUID
    vendor_id: UUID
    reason: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    """The last part of an order was cancelled."""

    aggregate_kind: ClassVar[str] = "order"
    aggregate_key: ClassVar[str] = "order_id"
    order_id: UUID
    owner_id: UUID
    actor: str


@dataclass(frozen=True, kw_only=True)
class VendorOrderFulfilled(Event):
    """A vendor has sent its part of an order."""

    aggregate_kind: ClassVar[str] = "order"
    aggregate_key: ClassVar[str] = "order_id"
    order_id: UUID
    owner_id: UUID
    vendor_order_id: UUID
    vendor_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(Event):
    """Money of an order is on its way back."""

    aggregate_kind: ClassVar[str] = "order"
    aggregate_key: ClassVar[str] = "order_id"
    order_id: UUID
    owner_id: UUID
    vendor_order_id: UUID | None
    amount_minor: int
    currency: str
