"""Say what crops of a picture keep."""

from django.db import transaction

from domains.common.errors import InvalidInput, NotFound
from domains.common.events import record
from domains.media.events import FocalPointMoved
from domains.media.models import Original
from domains.media.rendering.recipe import FocalPoint


def move_focal_point(*, path: str, focal: FocalPoint) -> None:
    """Have the renditions of a picture made anew around that point; those it has are shown until then.

    Raises NotFound for a file that is no picture in use, InvalidInput for a point outside of it.
    """
    if not (0 <= focal.x <= 1 and 0 <= focal.y <= 1):
        raise InvalidInput("A focal point lies between 0 and 1.", path=("focal_point",))
    with transaction.atomic():
        original = Original.objects.select_for_update(no_key=True).filter(path=path).first()
        if original is None:
            raise NotFound("That picture has no renditions.", path=("focal_point",))
        if (original.focal_x, original.focal_y) == (focal.x, focal.y):
            return
        original.focal_x, original.focal_y = focal.x, focal.y
        if original.state == Original.State.MADE:
            original.state = Original.State.WAITING
        original.save(update_fields=["focal_x", "focal_y", "state"])
        record(FocalPointMoved(original_id=original.id))
