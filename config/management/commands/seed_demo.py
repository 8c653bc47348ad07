"""Fill an empty marketplace with demo vendors, products, pictures, stock and accounts."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import env
from config.demo.loading.seeding import load_marketplace
from config.demo.marketplace import SEED, Marketplace
from domains.common.clock import utc_now

_QUIET_SECONDS = 2.0


class Command(BaseCommand):
    """`seed_demo --once` is safe to repeat; the accounts have a published password and stay out of production."""

    help = "Seed the demo marketplace."
    # The checks would import every door; `manage.py check` and the tests run them.
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django\'s own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="do nothing where vendors exist already")
        parser.add_argument(
            "--scale",
            type=int,
            default=env.integer("SEED_SCALE", 1, at_least=1),
            metavar="N",
            help="N times as many vendors and products; SEED_SCALE of the environment if not given",
        )
        parser.add_argument("--seed", type=int, default=SEED, help="another number gives another marketplace")
        parser.add_argument("--no-accounts", action="store_true", help="leave out the demo staff, owners and customers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and say how far it is whenever two seconds have passed."""
        if options["scale"] < 1:
            raise CommandError("--scale takes 1 or more.")
        if settings.PRODUCTION and not options["no_accounts"]:
            raise CommandError("The demo accounts have a published password: use --no-accounts in production.")
        started_at = self._said_at = monotonic()
        loaded = load_marketplace(
            marketplace=Marketplace(now=utc_now(), seed=options["seed"], scale=options["scale"]),
            with_accounts=not options["no_accounts"],
            tell=self._tell,
        )
        if loaded:
            self.stdout.write(
                f"Seeded {loaded.vendors} vendors, {loaded.products:,} products, {loaded.variants:,} variants and "
                f"{loaded.pictures:,} pictures in {monotonic() - started_at:.1f} s."
            )
        elif options["once"]:
            self.stdout.write("The marketplace is seeded already.")
        else:
            raise CommandError("There are vendors already: seed an empty marketplace, or use --once.")

    def _tell(self, progress: str) -> None:
        if monotonic() - self._said_at >= _QUIET_SECONDS:
            self._said_at = monotonic()
            self.stdout.write(f"seeding: {progress}")
