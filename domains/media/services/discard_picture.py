"""Let go of a picture that nothing uses any more."""

from datetime import datetime

from django.db import transaction

from domains.media.models import Leftover, Original, Upload


def discard_picture(*, path: str, now: datetime) -> None:
    """Forget an uploaded picture and its renditions; the files are deleted a day later, when no page shows them.

    A file that was not uploaded, as those of the demo, may be shared and is left alone.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(path=path).first()
        if upload is None:
            return
        original = Original.objects.select_for_update().filter(path=path).first()
        renditions = [] if original is None else list(original.renditions.values_list("path", flat=True))
        Leftover.objects.bulk_create(Leftover(path=each, since=now) for each in (path, *renditions))
        if original is not None:
            original.delete()
        upload.delete()
