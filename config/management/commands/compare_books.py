"""Compare our books with the payment provider's and print every difference."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from domains.common.db import close_async_pools
from domains.payments.books import Break, compare_books
from domains.payments.gateways.registry import DEFAULT_GATEWAY, gateway_named

# A difference that is gone at the second look was a payment under way.
_LOOKS, _BETWEEN_SECONDS = 3, 2.0


async def lasting_breaks(provider: str) -> list[Break]:
    """The differences that last: seen at every look."""
    gateway = gateway_named(provider)
    try:
        lasting = list(await compare_books(gateway))
        for _ in range(_LOOKS - 1):
            if not lasting:
                break
            await asyncio.sleep(_BETWEEN_SECONDS)
            seen = set(await compare_books(gateway))
            lasting = [one for one in lasting if one in seen]
        return lasting
    finally:
        await close_async_pools()


class Command(BaseCommand):
    """`manage.py compare_books [--provider sandbox]`."""

    help = "Compare our books with the payment provider's; exit with 1 on any lasting difference."
    # The checks would import every door; `manage.py check` and the tests run them.
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django\'s own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the provider."""
        parser.add_argument("--provider", default=DEFAULT_GATEWAY)

    def handle(self, *_: Any, provider: str, **__: Any) -> None:
        """Compare and print."""
        breaks = asyncio.run(lasting_breaks(provider))
        for one in breaks:
            self.stdout.write(f"{one.what} of {one.subject}: theirs {one.theirs}, ours {one.ours}")
        if breaks:
            raise CommandError(f"{len(breaks)} differences from the books of {provider}.")
        self.stdout.write(f"Our books equal those of {provider}.")
