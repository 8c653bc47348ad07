"""How an upload is kept: the row first, then the file, with no transaction open in between."""

from datetime import datetime
from uuid import UUID

from domains.common.bridge import in_transaction, on_a_thread
from domains.common.errors import DomainError
from domains.media.models import Upload
from domains.media.pictures import Picture
from domains.media.services.announce_upload import announce_upload, withdraw_upload
from domains.media.storage import write_file


async def keep_upload(*, owner_id: UUID, picture: Picture, now: datetime) -> Upload:
    """Store a picture under a name of ours, to be attached within a day. Raises StorageUnavailable."""
    upload = await in_transaction(announce_upload, owner_id=owner_id, picture=picture, now=now)
    try:
        await on_a_thread(write_file, path=upload.path, content=picture.content)
    except DomainError:
        # Nobody has been told of it; what the storage may have kept of it goes with the row.
        await in_transaction(withdraw_upload, upload_id=upload.id, now=now)
        raise
    return upload
