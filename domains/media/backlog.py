"""Pictures whose renditions are missing or out of date."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from domains.media.models import Original
from domains.media.rendering.recipe import RECIPE

_UNMADE = Q(state=Original.State.WAITING) | (Q(state=Original.State.MADE) & ~Q(recipe=RECIPE))


def count_backlog() -> int:
    """How many there are."""
    return _unmade().count()


def unmade_originals(*, at_once: int) -> Iterator[UUID]:
    """Their ids, oldest first, each once; what is made meanwhile by others may be among them."""
    last: UUID | None = None
    while True:
        rows = _unmade() if last is None else _unmade().filter(id__gt=last)
        ids = list(rows.order_by("id").values_list("id", flat=True)[:at_once])
        if not ids:
            return
        yield from ids
        last = ids[-1]


def retry_parked() -> int:
    """Put parked pictures back among them. Gives how many there were."""
    return Original.objects.filter(state=Original.State.PARKED).update(state=Original.State.WAITING, trouble="")


def _unmade() -> QuerySet[Original]:
    return Original.objects.filter(_UNMADE)
