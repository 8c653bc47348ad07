"""Deliveries for staff to look after: those that were given up, and sending them again."""

from django.db import connection, transaction
from django.db.models.functions import Now

from domains.common.errors import DomainError, Kind, NotFound
from domains.common.models import Delivery


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
