"""`manage.py run_worker`: do what is in the task queues."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.logging import configure_logging
from tasks.background_loop import close_background_loop
from tasks.table import current_table
from tasks.worker import Serving

FINISH_SECONDS = 10.0
_STOPPING = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT, then finishes what is under way."""

    help = "Work off task queues; any number of workers may run."
    # The checks would import every door; `manage.py check` and the tests run them.
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django\'s own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which queues, and how many tasks of one queue at once."""
        parser.add_argument(
            "--queues", default=",".join(settings.TASK_QUEUES), help="names separated by commas (default: all)"
        )
        parser.add_argument("--threads", type=int, default=2, help="tasks of one queue at once (default: 2)")

    def handle(self, *_args: Any, queues: str, threads: int, **_options: Any) -> None:
        """Serve the queues."""
        names = [name.strip() for name in queues.split(",") if name.strip()]
        unknown = [name for name in names if name not in settings.TASK_QUEUES]
        if unknown or not names or threads < 1:
            raise CommandError(f"--queues takes some of {', '.join(settings.TASK_QUEUES)}; --threads takes 1 or more.")
        configure_logging(level=settings.LOG_LEVEL, style=settings.LOG_STYLE)
        # Imports every reaction, so that the first task does not wait for it, and a broken table is known now.
        current_table()
        # Blocked before the threads start, which inherit it: the signal waits for `sigwait` and interrupts nobody.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        running = Serving(threads=dict.fromkeys(names, threads))
        signal.sigwait(_STOPPING)
        if running.stop(seconds=FINISH_SECONDS):
            close_background_loop()
