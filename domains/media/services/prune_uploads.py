"""Forget uploads that nothing uses."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from domains.media.models import Upload


def prune_uploads(*, now: datetime, limit: int) -> int:
    """Delete up to `limit` expired uploads with their files. Gives the number of rows that went."""
    with transaction.atomic():
        expired = Upload.objects.filter(expires_at__lt=now).order_by("expires_at")
        rows = list(expired.select_for_update(skip_locked=True)[:limit])
        # Files first: should this end in between, the rows are still there and it is done again.
        for row in rows:
            default_storage.delete(row.path)
        Upload.objects.filter(id__in=[row.id for row in rows]).delete()
    return len(rows)
