"""Delete files that nothing refers to."""

from datetime import datetime, timedelta

from domains.media.models import Leftover
from domains.media.storage import try_to_delete

# Pages that were made before may still be open, and caches in front of us keep them for a while.
KEPT = timedelta(days=1)


def prune_leftovers(*, now: datetime, limit: int) -> int:
    """Delete up to `limit` files that were left over a day ago. Gives how many went; the others are tried again."""
    old = Leftover.objects.filter(since__lt=now - KEPT).order_by("since")
    gone = [row.id for row in old[:limit] if try_to_delete(path=row.path)]
    Leftover.objects.filter(id__in=gone).delete()
    return len(gone)
