"""Looking after deliveries: sending again what was given up, and forgetting what is long done."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from domains.common.errors import DomainError, Kind, NotFound
from domains.common.models import Delivery, OutboxEvent

DELIVERIES_KEPT = timedelta(days=7)
# Events are the audit trail of what happened.
EVENTS_KEPT = timedelta(days=90)


class DeliveryNotDead(DomainError):
    """Only a delivery that was given up is sent again; the others are under way or done."""

    kind = Kind.CONFLICT
    code = "DELIVERY_NOT_DEAD"

    def __init__(self) -> None:
        super().__init__("This delivery has not been given up.")


def send_again(*, delivery_id: int) -> Delivery:
    """Give a dead delivery its attempts back; it runs at once, after what went past it.

    Raises NotFound, or DeliveryNotDead.
    """
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(id=delivery_id).first()
        if delivery is None:
            raise NotFound
        if delivery.state != Delivery.State.DEAD:
            raise DeliveryNotDead
        Delivery.objects.filter(id=delivery_id).update(
            state=Delivery.State.PENDING, attempts=0, due_at=Now(), leased_until=None, finished_at=None
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('outbox', '')")
        delivery.refresh_from_db()
    return delivery


def prune_outbox(*, now: datetime, limit: int = 5_000) -> int:
    """Forget deliveries and events that are long done, at most `limit` of each; returns how many went.

    What is pending or dead stays, with its event, however old it is.
    """
    done = Delivery.objects.filter(state=Delivery.State.DONE, finished_at__lt=now - DELIVERIES_KEPT)
    done_ids = list(done.order_by("finished_at").values_list("id", flat=True)[:limit])
    gone, _ = Delivery.objects.filter(id__in=done_ids).delete()
    unfinished = Delivery.objects.filter(event=OuterRef("id")).exclude(state=Delivery.State.DONE)
    old = OutboxEvent.objects.filter(recorded_at__lt=now - EVENTS_KEPT, dispatched_at__isnull=False)
    ids = list(old.exclude(Exists(unfinished)).order_by("id").values_list("id", flat=True)[:limit])
    with transaction.atomic():
        Delivery.objects.filter(event__in=ids).delete()
        return gone + OutboxEvent.objects.filter(id__in=ids).delete()[0]
