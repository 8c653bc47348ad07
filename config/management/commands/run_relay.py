"""`manage.py run_relay`: bring what happened to those who react to it."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.logging import configure_logging
from domains.common.db import close_async_pools
from domains.common.redis import close_async_redis
from tasks.outbox.relay import Relay
from tasks.table import current_table


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    help = "Relay committed events to their reactions; any number of relays may run."
    # The checks would import every door; `manage.py check` and the tests run them.
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django\'s own declaration

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run one relay."""
        configure_logging(level=settings.LOG_LEVEL, style=settings.LOG_STYLE)
        asyncio.run(_relay())


async def _relay() -> None:
    relay = Relay(table=current_table())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, relay.stop.set)
    try:
        await relay.run()
    finally:
        await close_async_pools()
        await close_async_redis()
