"""What happened to payments."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookReceived(Event):
    """A provider told us something; it is in the inbox, verified and unprocessed."""

    aggregate_kind: ClassVar[str] = "webhook"
    aggregate_key: ClassVar[str] = "webhook_id"
    webhook_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentMustBeReturned(Event):
    """The shopper's money, or our claim on it, is to be given back: void it, or refund it when it was taken."""

    aggregate_kind: ClassVar[str] = "payment"
    aggregate_key: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class PaymentDeclined(Event):
    """The provider will not pay this attempt."""

    aggregate_kind: ClassVar[str] = "payment"
    aggregate_key: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    purchase_id: UUID
    decline_code: str


@dataclass(frozen=True, kw_only=True)
class PaymentVoided(Event):
    """The provider holds nothing of this attempt any more."""

    aggregate_kind: ClassVar[str] = "payment"
    aggregate_key: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    purchase_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentCaptured(Event):
    """Money was taken and is in the ledger; `order_id` is None for money that goes back at once."""

    aggregate_kind: ClassVar[str] = "payment"
    aggregate_key: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    order_id: UUID | None
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class RefundRequested(Event):
    """A refund is to be sent to the provider."""

    aggregate_kind: ClassVar[str] = "payment"
    aggregate_key: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    refund_id: UUID


@dataclass(frozen=True, kw_only=True)
class RefundSucceeded(Event):
    """Money is on its way back and is in the ledger."""

    aggregate_kind: ClassVar[str] = "payment"
    aggregate_key: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    refund_id: UUID
    vendor_order_id: UUID | None
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """The provider will not give this refund; staff must look."""

    aggregate_kind: ClassVar[str] = "payment"
    aggregate_key: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    refund_id: UUID
    code: str
