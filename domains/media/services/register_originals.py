"""Know of a picture that is in use, so that renditions are made of it."""

from collections.abc import Collection

from django.db import transaction

from domains.common.events import record
from domains.media.events import PictureAttached
from domains.media.models import Original

_RASTERS = (".jpg", ".jpeg", ".png", ".webp")


def register_original(*, path: str) -> None:
    """Have renditions made of a stored picture. A drawing needs none; one that is known already is left alone."""
    if not is_raster(path):
        return
    with transaction.atomic():
        original, is_new = Original.objects.get_or_create(path=path)
        if is_new:
            record(PictureAttached(original_id=original.id))


def register_originals(*, paths: Collection[str]) -> int:
    """Know of many pictures at once, without asking for their renditions. Gives how many were new."""
    rasters = {path for path in paths if is_raster(path)}
    known = set(Original.objects.filter(path__in=rasters).values_list("path", flat=True))
    rows = [Original(path=path) for path in sorted(rasters - known)]
    Original.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def is_raster(path: str) -> bool:
    """Whether the file is made of pixels; the names are ours, so they can be believed."""
    return path.lower().endswith(_RASTERS)
