"""Make the renditions of all pictures that lack them, or that were made by an older recipe."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from domains.catalogue.models import Media
from domains.common.clock import utc_now
from domains.media.backlog import count_backlog, retry_parked, unmade_originals
from domains.media.errors import DrawingTookTooLong, StorageUnavailable
from domains.media.services.make_renditions import make_renditions
from domains.media.services.register_originals import register_originals

_FILES_AT_ONCE = 1_000
_ROWS_AT_ONCE = 100
_TELL_EVERY = 20


class Command(BaseCommand):
    """Goes on where it was stopped: what is made stays made."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be asked for."""
        parser.add_argument("--parked", action="store_true", help="try pictures again of which none could be made")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register what is in use, then make what is missing, the oldest first. Raises CommandError."""
        self._register()
        if options["parked"]:
            retry_parked()
        whole, done = count_backlog(), Counter[str]()
        try:
            for original_id in unmade_originals(at_once=_ROWS_AT_ONCE):
                done[str(make_renditions(original_id=original_id, now=utc_now()))] += 1
                if done.total() % _TELL_EVERY == 0:
                    self.stdout.write(f"{done.total():,} of {whole:,} pictures")
        except StorageUnavailable as error:
            raise CommandError(f"The storage failed after {done.total():,} pictures; run this again.") from error
        except DrawingTookTooLong as error:
            raise CommandError(f"The machine is too busy after {done.total():,} pictures; run this later.") from error
        self.stdout.write(f"{done['made']:,} pictures made, {done['parked']:,} parked.")

    def _register(self) -> None:
        last = ""
        while files := self._files_after(last):
            register_originals(paths=files)
            last = files[-1]

    def _files_after(self, last: str) -> list[str]:
        files = Media.objects.filter(file__gt=last).order_by("file").values_list("file", flat=True)
        return list(files.distinct()[:_FILES_AT_ONCE])
