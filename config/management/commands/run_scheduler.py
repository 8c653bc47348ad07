"""`manage.py run_scheduler`: do what is due from time to time."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.audit.watch import WATCH
from config.logging import configure_logging
from domains.common.db import close_async_pools
from domains.common.redis import close_async_redis
from tasks.scheduler import Scheduler
from tasks.timetable import TIMETABLE


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    help = "Run the timetable; any number of schedulers may run."
    # The checks would import every door; `manage.py check` and the tests run them.
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django\'s own declaration

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run one scheduler."""
        configure_logging(level=settings.LOG_LEVEL, style=settings.LOG_STYLE)
        asyncio.run(_schedule())


async def _schedule() -> None:
    scheduler = Scheduler(timetable=(*TIMETABLE, WATCH))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, scheduler.stop.set)
    try:
        await scheduler.run()
    finally:
        await close_async_pools()
        await close_async_redis()
