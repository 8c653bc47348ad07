"""Write down that a picture is about to be stored."""

from datetime import datetime, timedelta
from uuid import UUID

from domains.common.ids import new_id
from domains.media.models import Upload
from domains.media.pictures import Picture

KEPT = timedelta(hours=24)


def announce_upload(*, owner_id: UUID, picture: Picture, now: datetime) -> Upload:
    """The row of a picture whose file comes next: whatever happens to the file, the pruning knows its name."""
    upload_id = new_id()
    return Upload.objects.create(
        id=upload_id,
        owner_id=owner_id,
        path=f"uploads/{now:%Y/%m}/{upload_id.hex}.{picture.extension}",
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
        uploaded_at=now,
        expires_at=now + KEPT,
    )


def withdraw_upload(*, upload_id: UUID, now: datetime) -> None:
    """Let the pruning take an upload that was not stored."""
    Upload.objects.filter(id=upload_id, attached_to="").update(expires_at=now)
