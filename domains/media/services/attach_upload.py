"""Use an upload for something."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.media.errors import AlreadyAttached
from domains.media.models import Upload
from domains.media.services.register_originals import register_original


def attach_upload(*, upload_id: UUID, owner_id: UUID, attached_to: str, now: datetime) -> Upload:
    """Keep an upload for good, as the picture of `attached_to` (such as `review:<id>`); a repeat changes nothing.

    Its renditions are made soon after.

    Raises NotFound for one that is somebody else's or has expired, AlreadyAttached where something else uses it.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(id=upload_id, owner_id=owner_id).first()
        if upload is None or (upload.expires_at is not None and upload.expires_at <= now):
            raise NotFound("There is no such upload. Please upload the picture again.")
        if upload.attached_to not in {"", attached_to}:
            raise AlreadyAttached
        if not upload.attached_to:
            register_original(path=upload.path)
        upload.attached_to, upload.expires_at = attached_to, None
        upload.save(update_fields=["attached_to", "expires_at"])
    return upload
