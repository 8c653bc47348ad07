"""Open the markets we begin with."""

from typing import Any

from django.core.management.base import BaseCommand

from domains.markets.defaults import MARKETS
from domains.markets.services.keep_market import open_markets


class Command(BaseCommand):
    """Opens those that are not there; what staff changed stays."""

    help = "Open the markets a marketplace begins with."

    def handle(self, *args: Any, **options: Any) -> None:
        """Open, and say how many were new."""
        self.stdout.write(f"{open_markets(markets=MARKETS)} of {len(MARKETS)} markets are new.")
