"""Events: what happened, in the past tense, written to the outbox in the transaction that made it true."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection

from domains.common.errors import DomainError
from domains.common.models import OutboxEvent
from domains.common.request_context import request_id


class EventOutsideTransaction(DomainError):
    """An event was recorded where no transaction was open: it could be lost, or tell of what never happened."""

    code = "EVENT_OUTSIDE_TRANSACTION"


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact. Subclasses name the attribute that identifies their aggregate; values are ids, numbers and texts only.

    Events of one aggregate are delivered in the order in which they were recorded.
    """

    aggregate_kind: ClassVar[str]
    aggregate_key: ClassVar[str]

    @property
    def aggregate(self) -> str:
        """The thing this event happened to, such as `order:0197…`."""
        return f"{self.aggregate_kind}:{getattr(self, self.aggregate_key)}"


def record(*events: Event) -> None:
    """Write events to the outbox, inside the caller's transaction.

    Raises EventOutsideTransaction where none is open. The caller must hold the lock of the aggregate, so that the
    sequence numbers of its events follow the order of commits.
    """
    if not connection.in_atomic_block:
        raise EventOutsideTransaction("An event is recorded inside the transaction that makes it true.")
    OutboxEvent.objects.bulk_create(
        [
            OutboxEvent(
                name=type(event).__name__,
                aggregate=event.aggregate,
                payload={key: _plain(value) for key, value in asdict(event).items()},
                request_id=request_id.get(),
            )
            for event in events
        ]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
