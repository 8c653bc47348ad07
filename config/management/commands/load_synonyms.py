"""Load the synonyms of a file into the table that search uses."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from domains.search.services.keep_synonyms import load_synonyms, read_synonyms
from domains.search.synonyms import SHIPPED


class Command(BaseCommand):
    """Adds terms that are not there; what staff wrote stays."""

    help = "Load search synonyms from a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED, help="ours if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many were new."""
        synonyms = read_synonyms(options["file"].read_text(encoding="utf-8").splitlines())
        self.stdout.write(f"{load_synonyms(synonyms=synonyms)} of {len(synonyms)} terms are new.")
