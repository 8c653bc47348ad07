"""Turn committed events into deliveries, one per reaction."""

from django.db import connection

from tasks.outbox.statements import DISPATCH
from tasks.table import Table

BATCH = 500


def dispatch_events(*, table: Table, limit: int = BATCH) -> int:
    """Make deliveries of up to `limit` events and say of how many; several relays may do so at once."""
    pairs = table.pairs()
    with connection.cursor() as cursor:
        cursor.execute(
            DISPATCH,
            {
                "events": list(table.events),
                "of": [event for event, _ in pairs],
                "reactions": [reaction for _, reaction in pairs],
                "limit": limit,
            },
        )
        return int(cursor.rowcount)
