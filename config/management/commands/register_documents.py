"""Register the operations of schema/operations/*.graphql as trusted documents, or check that they are registered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from schema.trusted import MANIFEST, UnfitDocument, manifest_documents, manifest_text, written_documents


class Command(BaseCommand):
    """`manage.py register_documents [--check | --prune]`."""

    help = "Write schema/operations/manifest.json from the operations beside it."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two switches."""
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--check", action="store_true", help="fail when an operation is not registered")
        chosen.add_argument("--prune", action="store_true", help="forget what no file holds any more")

    def handle(self, *_: Any, check: bool, prune: bool, **__: Any) -> None:
        """Write or compare."""
        try:
            written = written_documents()
            former = () if prune else manifest_documents()
        except UnfitDocument as error:
            raise CommandError(str(error)) from error
        if check:
            if missing := sorted({each.name for each in written if each not in former}):
                names = ", ".join(missing)
                raise CommandError(f"Not registered: {names}. Run `manage.py register_documents`.")
            return
        MANIFEST.write_text(manifest_text((*former, *written)))
        self.stdout.write(f"{len(set(former) | set(written))} documents registered.")
