"""What happens to notifications."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class FeedItemAdded(Event):
    """A customer is told something in the shop."""

    aggregate_kind: ClassVar[str] = "feed"
    aggregate_key: ClassVar[str] = "user_id"
    user_id: UUID
    item_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class AlertRequested(Event):
    """Somebody without an account wants to be told of something; first they confirm that the address is theirs."""

    aggregate_kind: ClassVar[str] = "alert"
    aggregate_key: ClassVar[str] = "alert_id"
    alert_id: UUID


@dataclass(frozen=True, kw_only=True)
class AlertsWaiting(Event):
    """There may be alerts to tell of a product: those for a variant's stock, or, without one, those for prices.

    `cause` names what brought it about. The next batch of the same cause is an event of its own.
    """

    aggregate_kind: ClassVar[str] = "alerts"
    aggregate_key: ClassVar[str] = "product_id"
    product_id: UUID
    variant_id: UUID | None
    cause: str


@dataclass(frozen=True, kw_only=True)
class AlertsFired(Event):
    """A batch of alerts was told: its messages are written and wait to be sent."""

    aggregate_kind: ClassVar[str] = "alert_batch"
    aggregate_key: ClassVar[str] = "batch_id"
    batch_id: UUID


@dataclass(frozen=True, kw_only=True)
class CartsReminded(Event):
    """Reminders of a batch of carts that were left are written and wait to be sent."""

    aggregate_kind: ClassVar[str] = "reminder_batch"
    aggregate_key: ClassVar[str] = "batch_id"
    batch_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductNewsDue(Event):
    """The followers of a vendor are to be told of a new product: those after the one of that id, or the first ones."""

    aggregate_kind: ClassVar[str] = "news"
    aggregate_key: ClassVar[str] = "product_id"
    product_id: UUID
    after: UUID | None


@dataclass(frozen=True, kw_only=True)
class NewsGathered(Event):
    """News of a batch of customers is written and waits to be sent."""

    aggregate_kind: ClassVar[str] = "news_batch"
    aggregate_key: ClassVar[str] = "batch_id"
    batch_id: UUID
