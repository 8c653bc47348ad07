"""What the provider still owes us an answer about. Each function hands a piece of work to one caller at a time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from domains.payments.models import Capture, PaymentAttempt, Refund

# A call that is under way answers within 8 s. A shopper on the provider's page needs minutes, and its webhook tells.
ASK_AGAIN_AFTER = timedelta(seconds=15)
ASK_WAITING_AFTER = timedelta(seconds=60)
SEND_AGAIN_AFTER = timedelta(seconds=30)

_CLAIM = """
UPDATE payments_attempt SET asked_at = %(now)s WHERE id IN (
    SELECT id FROM payments_attempt
    WHERE state IN ('opened', 'requires_action')
      AND coalesce(asked_at, opened_at)
          <= CASE state WHEN 'opened' THEN %(opened)s::timestamptz ELSE %(waiting)s::timestamptz END
    ORDER BY opened_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
) RETURNING id
"""


def unknown_attempts(*, now: datetime, limit: int = 100) -> list[UUID]:
    """Attempts whose outcome is to be asked for now, the oldest first; each is claimed by noting that it was asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {"now": now, "opened": now - ASK_AGAIN_AFTER, "waiting": now - ASK_WAITING_AFTER, "limit": limit},
        )
        return [row[0] for row in cursor.fetchall()]


def unsettled_captures(*, now: datetime, limit: int = 100) -> list[UUID]:
    """Attempts with a capture that was requested a while ago and has no certain answer."""
    return list(
        Capture.objects.filter(state=Capture.State.REQUESTED, requested_at__lte=now - SEND_AGAIN_AFTER)
        .order_by("requested_at")
        .values_list("attempt_id", flat=True)[:limit]
    )


def unsettled_refunds(*, now: datetime, limit: int = 100) -> list[UUID]:
    """Refunds of captured money that were requested a while ago and have no certain answer."""
    return list(
        Refund.objects.filter(
            state=Refund.State.REQUESTED,
            requested_at__lte=now - SEND_AGAIN_AFTER,
            attempt__state=PaymentAttempt.State.CAPTURED,
        )
        .order_by("requested_at")
        .values_list("id", flat=True)[:limit]
    )


def idle_authorizations(*, now: datetime, limit: int = 100) -> list[UUID]:
    """Attempts that have held money for a while with nobody taking it: to be captured, or given back."""
    capturing = Capture.objects.filter(attempt=OuterRef("id")).exclude(state=Capture.State.REFUSED)
    return list(
        PaymentAttempt.objects.filter(state=PaymentAttempt.State.AUTHORIZED, settled_at__lte=now - SEND_AGAIN_AFTER)
        .exclude(Exists(capturing))
        .order_by("settled_at")
        .values_list("id", flat=True)[:limit]
    )
