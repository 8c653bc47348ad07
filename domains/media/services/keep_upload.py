"""Keep a picture for its owner."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from domains.common.ids import new_id
from domains.media.models import Upload
from domains.media.pictures import Picture

KEPT = timedelta(hours=24)


def keep_upload(*, owner_id: UUID, picture: Picture, now: datetime) -> Upload:
    """Store a picture under a name of ours, to be attached within KEPT."""
    upload_id = new_id()
    # The row comes first and is committed: whatever happens to the file, the pruning knows its name.
    upload = Upload.objects.create(
        id=upload_id,
        owner_id=owner_id,
        path=f"uploads/{now:%Y/%m}/{upload_id.hex}.{picture.extension}",
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
        uploaded_at=now,
        expires_at=now + KEPT,
    )
    default_storage.save(upload.path, ContentFile(picture.content))
    return upload
