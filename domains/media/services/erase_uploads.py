"""Let go of somebody's pictures."""

from datetime import datetime
from uuid import UUID

from domains.media.models import Upload


def erase_uploads(*, owner_id: UUID, now: datetime) -> None:
    """Have the uploads of somebody who has gone deleted with their files, by the next pruning.

    Those that something shows still are let go by whoever shows them.
    """
    Upload.objects.filter(owner_id=owner_id, attached_to="").update(expires_at=now)
