"""What every payment provider can do for us, and the words for what came of it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domains.common.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized:
    """The provider holds `amount`. Compare it with ours: the provider's word decides what is held."""

    provider_reference: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAction:
    """The shopper has to go to `redirect_url` first (3-D Secure)."""

    provider_reference: str
    redirect_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """No money is held. `message` is the provider's sentence; `provider_reference` is None when none was opened."""

    code: str
    message: str
    provider_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody can tell yet. `maybe_executed` is False only when certainly nothing happened at the provider."""

    reason: str
    maybe_executed: bool = True
    provider_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """The provider has taken `amount` and released what else it held."""

    provider_reference: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """The provider holds nothing any more."""

    provider_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """`amount` is on its way back; `refund_reference` is the provider's id of the refund."""

    provider_reference: str
    refund_reference: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The provider will not do it, now or later, and its books did not change. What they hold, look_up tells."""

    code: str
    message: str


class ProviderStatus(StrEnum):
    """Where a payment stands at the provider."""

    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRefund:
    """A refund in the provider's books. `reference` is our idempotency key, `payment_reference` our attempt id."""

    refund_reference: str
    reference: str
    provider_reference: str
    payment_reference: str
    amount: Money
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPayment:
    """A payment in the provider's books; `refunded` is the sum of `refunds`."""

    provider_reference: str
    reference: str
    status: ProviderStatus
    amount: Money
    captured: Money
    refunded: Money
    refunds: tuple[ProviderRefund, ...]
    redirect_url: str | None
    decline_code: str | None
    decline_message: str | None
    created_at: datetime

    @property
    def attempt_id(self) -> UUID | None:
        """Our attempt, or None when the payment was not opened by us."""
        return attempt_id_of(self.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """The provider has never heard of this attempt: its request did not arrive."""

    attempt_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderBalance:
    """The provider's sums in one currency: held now, captured and refunded in all, and captured minus refunded."""

    currency: str
    authorized: Money
    captured: Money
    refunded: Money
    net: Money


class EventKind(StrEnum):
    """What a webhook tells; OTHER is a kind we do not know and need not act on."""

    PAYMENT_REQUIRES_ACTION = "payment.requires_action"
    PAYMENT_AUTHORIZED = "payment.authorized"
    PAYMENT_DECLINED = "payment.declined"
    PAYMENT_CAPTURED = "payment.captured"
    PAYMENT_VOIDED = "payment.voided"
    REFUND_SUCCEEDED = "refund.succeeded"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEvent:
    """A verified webhook. `payment` or `refund` is how things stood when it happened, not how they stand now.

    `event_id` is the same in every delivery. `sequence` grows with time at providers that number their events.
    """

    event_id: str
    kind: EventKind
    provider_kind: str
    sequence: int | None
    occurred_at: datetime
    payment: ProviderPayment | None = None
    refund: ProviderRefund | None = None

    @property
    def provider_reference(self) -> str | None:
        """The provider's id of the payment that this is about."""
        about = self.payment or self.refund
        return about.provider_reference if about else None

    @property
    def attempt_id(self) -> UUID | None:
        """Our attempt that this is about, or None when it is not about one."""
        if self.payment is not None:
            return self.payment.attempt_id
        return attempt_id_of(self.refund.payment_reference) if self.refund else None


class Gateway(Protocol):
    """One payment provider. Calls answer within 8 seconds and never raise for what the network or provider does.

    Every write can be repeated with the same key and has one effect; the key of `authorize` is the attempt id.
    """

    name: str

    async def authorize(
        self, *, attempt_id: UUID, amount: Money, payment_method: str, return_url: str
    ) -> Authorized | NeedsAction | Declined | Unknown:
        """Hold an amount; `payment_method` is the provider's token of a card."""
        ...

    async def capture(
        self, *, provider_reference: str, amount: Money, idempotency_key: str
    ) -> Captured | Refused | Unknown:
        """Take all or part of what is held, once."""
        ...

    async def void(self, *, provider_reference: str, idempotency_key: str) -> Voided | Refused | Unknown:
        """Let go of what is held."""
        ...

    async def refund(
        self, *, provider_reference: str, amount: Money, idempotency_key: str
    ) -> Refunded | Refused | Unknown:
        """Give back part of what was captured."""
        ...

    async def look_up(self, *, attempt_id: UUID) -> ProviderPayment | NotFound | Unknown:
        """The provider's truth about an attempt."""
        ...

    def list_payments(self) -> AsyncIterator[ProviderPayment]:
        """Every payment in the provider's books, the oldest first; raises ProviderUnavailable."""
        ...

    def list_refunds(self) -> AsyncIterator[ProviderRefund]:
        """Every refund in the provider's books, the oldest first; raises ProviderUnavailable."""
        ...

    async def balance(self) -> tuple[ProviderBalance, ...]:
        """The provider's sums, one per currency; raises ProviderUnavailable."""
        ...

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> ProviderEvent:
        """Verify a webhook and read it; raises WebhookRefused."""
        ...

    async def aclose(self) -> None:
        """Close the connections that this event loop opened."""
        ...


def attempt_id_of(reference: str) -> UUID | None:
    """The attempt a reference names, or None when it is not one of ours."""
    try:
        return UUID(reference)
    except ValueError:
        return None
