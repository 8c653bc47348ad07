"""Make the renditions of a picture and put them in the place of those it had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.media.errors import PictureSpoilt
from domains.media.models import Leftover, Original, Rendition
from domains.media.rendering.apart import draw_apart
from domains.media.rendering.drawing import Drawing, Drawn
from domains.media.rendering.recipe import RECIPE, FocalPoint
from domains.media.storage import read_file, write_file


@dataclass(frozen=True, slots=True)
class _Planned:
    path: str
    drawn: Drawn


def make_renditions(*, original_id: UUID, now: datetime) -> Original.State | None:
    """Make what is missing, and say how the picture stands then; None for one that is gone. It may be repeated.

    A picture of which nothing can be made is parked. Raises StorageUnavailable or DrawingTookTooLong: then it is as
    before, and what was written already is deleted a day later.
    """
    original = Original.objects.filter(id=original_id).first()
    if original is None:
        return None
    if _is_done(original):
        return Original.State(original.state)
    try:
        content = read_file(path=original.path)
        drawing = draw_apart(content, focal=_focal_point(original))
    except (NotFound, PictureSpoilt) as error:
        return _park(original, trouble=error.message)
    planned = _plan(original, drawing=drawing, now=now)
    for each in planned:
        write_file(path=each.path, content=each.drawn.content)
    return _swap(original, drawing=drawing, planned=planned, now=now)


def _is_done(original: Original) -> bool:
    if original.state == Original.State.PARKED:
        return True
    return original.state == Original.State.MADE and original.recipe == RECIPE


def _focal_point(original: Original) -> FocalPoint:
    return FocalPoint(original.focal_x, original.focal_y)


def _park(original: Original, *, trouble: str) -> Original.State:
    Original.objects.filter(id=original.id).update(state=Original.State.PARKED, trouble=trouble[:200])
    return Original.State.PARKED


def _plan(original: Original, *, drawing: Drawing, now: datetime) -> Sequence[_Planned]:
    """Names for the files, none of which was ever used; until they are referred to they count as left over."""
    with transaction.atomic():
        locked = Original.objects.select_for_update(no_key=True).get(id=original.id)
        locked.edition += 1
        locked.save(update_fields=["edition"])
        planned = [_Planned(_path(locked, drawn), drawn) for drawn in drawing.renditions]
        Leftover.objects.bulk_create(Leftover(path=each.path, since=now) for each in planned)
    return planned


def _path(original: Original, drawn: Drawn) -> str:
    digest = sha256(drawn.content).hexdigest()[:20]
    return f"renditions/{original.id.hex}/{original.edition}/{drawn.shape}-{drawn.width}-{digest}.webp"


def _swap(original: Original, *, drawing: Drawing, planned: Sequence[_Planned], now: datetime) -> Original.State | None:
    """The new renditions for the old ones, unless the picture has changed or gone meanwhile."""
    with transaction.atomic():
        locked = Original.objects.select_for_update(no_key=True).filter(id=original.id).first()
        if locked is None:
            return None
        if _focal_point(locked) != _focal_point(original):
            return Original.State.WAITING  # an event of its own has them made for the new point
        before = locked.renditions.values_list("path", flat=True)
        Leftover.objects.bulk_create(Leftover(path=path, since=now) for path in before)
        locked.renditions.all().delete()
        Leftover.objects.filter(path__in=[each.path for each in planned]).delete()
        Rendition.objects.bulk_create(_row(locked, each) for each in planned)
        locked.colour, locked.placeholder, locked.recipe = drawing.colour, drawing.placeholder, RECIPE
        locked.state = Original.State.MADE
        locked.save(update_fields=["colour", "placeholder", "recipe", "state"])
    return Original.State.MADE


def _row(original: Original, planned: _Planned) -> Rendition:
    drawn = planned.drawn
    return Rendition(
        original=original,
        shape=drawn.shape,
        width=drawn.width,
        height=drawn.height,
        size=len(drawn.content),
        path=planned.path,
    )
