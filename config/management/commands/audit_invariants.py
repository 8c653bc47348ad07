"""Check every rule of stock, orders and money on one snapshot, and print the rows that break one."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from config.audit.invariant import Breach
from config.audit.snapshot import INVARIANTS, audit


class Command(BaseCommand):
    """Exits with 1 when a rule is broken."""

    help = __doc__
    # The checks would import every door; `manage.py check` and the tests run them.
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django\'s own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One choice: for people or for programs."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        """Check, and say so."""
        found = audit()
        self.stdout.write(_as_json(found) if options["json"] else _as_text(found))
        if found:
            raise SystemExit(1)


def _as_json(found: Sequence[Breach]) -> str:
    broken = [
        {
            "id": breach.invariant.id,
            "rule": breach.invariant.rule,
            "rows": [dict(zip(breach.columns, row, strict=True)) for row in breach.rows],
        }
        for breach in found
    ]
    return json.dumps({"checked": len(INVARIANTS), "broken": broken}, default=str)


def _as_text(found: Sequence[Breach]) -> str:
    lines = [f"{len(INVARIANTS)} rules checked, {len(found)} broken."]
    for breach in found:
        lines.append(f"\n{breach.invariant.id}  {breach.invariant.rule}")
        lines += [
            "    " + "  ".join(f"{name}={value}" for name, value in zip(breach.columns, row, strict=True))
            for row in breach.rows
        ]
    return "\n".join(lines)
