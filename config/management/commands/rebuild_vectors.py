"""Have all vectors of products written anew, and watch."""

from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from domains.common.background import TaskState, look_at_task
from domains.search.errors import RebuildUnderWay
from domains.search.services.rebuild_vectors import start_rebuild

_OWNER = "system"
_LOOK_SECONDS = 0.5


class Command(BaseCommand):
    """Starts a rebuild, or looks on at the one under way. Workers do it: it goes on when this command is killed."""

    help = "Write the vectors of all products anew, by the workers, and show how far they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--no-wait", action="store_true", help="start it and leave")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, and say how far it is until it is done."""
        try:
            task_id, is_new = start_rebuild(owner=_OWNER), True
        except RebuildUnderWay as error:
            task_id, is_new = error.task_id, False
        self.stdout.write(f"{'Started' if is_new else 'Under way already'}: task {task_id}.")
        shown = None
        while not options["no_wait"]:
            status = look_at_task(task_id=task_id)
            if (line := f"{status.processed} of {status.total} products") != shown:
                self.stdout.write(shown := line)
            if status.state is TaskState.FAILED:
                raise CommandError("It was given up. /staff/deliveries/ says why, and sends it again where it stopped.")
            if status.state is TaskState.SUCCEEDED:
                return
            Event().wait(_LOOK_SECONDS)
