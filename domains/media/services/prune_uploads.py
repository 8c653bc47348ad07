"""Forget uploads that nothing uses."""

from datetime import datetime, timedelta

from domains.media.models import Upload
from domains.media.storage import try_to_delete

# Whoever attaches an upload looks at a clock of their own, and a little earlier than they commit.
_LATENESS = timedelta(minutes=10)


def prune_uploads(*, now: datetime, limit: int) -> int:
    """Delete up to `limit` uploads that have expired, files first. Gives the number of rows that went.

    Should this end in between, the rows are still there and it is done again; so are those whose file the storage
    would not delete.
    """
    expired = Upload.objects.filter(expires_at__lt=now - _LATENESS).order_by("expires_at")
    gone = [row.id for row in expired[:limit] if try_to_delete(path=row.path)]
    Upload.objects.filter(id__in=gone).delete()
    return len(gone)
