"""Print the GraphQL schema as SDL, write it to schema/schema.graphql, or check that file against the code."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from schema.root import schema

SDL = Path(__file__).resolve().parents[3] / "schema" / "schema.graphql"


class Command(BaseCommand):
    """`manage.py print_schema [--write | --check]`."""

    help = "Print the GraphQL schema (SDL)."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two switches."""
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--write", action="store_true", help="write schema/schema.graphql")
        chosen.add_argument("--check", action="store_true", help="fail when schema/schema.graphql is out of date")

    def handle(self, *_: Any, write: bool, check: bool, **__: Any) -> None:
        """Print, write or compare."""
        sdl = schema.as_str() + "\n"
        if write:
            SDL.write_text(sdl)
        elif check:
            if not SDL.exists() or SDL.read_text() != sdl:
                raise CommandError("schema/schema.graphql is out of date: run `manage.py print_schema --write`.")
        else:
            self.stdout.write(sdl, ending="")
