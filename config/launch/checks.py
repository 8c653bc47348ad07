"""What a developer runs before sending a change: test, check, bench."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from config.launch.browser import fetch_browser
from config.launch.commands import run
from config.launch.placeholders import PLACEHOLDERS
from config.supervisor.home import ROOT
from config.supervisor.marketplace import MANAGE

MOST_WORKERS = 4  # each has a database of its own, and many tests start processes
PROGRAMS = Path(sys.executable).parent


def test(arguments: Sequence[str]) -> int:
    """Run pytest, a process per core; it starts the servers it needs. Further arguments go to pytest."""
    fetch_browser()
    # A group of tests stays in one process: those of the storefront share a marketplace.
    workers = str(min(os.cpu_count() or 1, MOST_WORKERS))
    several = [] if "-n" in arguments else ["-n", workers, "--dist", "loadgroup"]
    return run(["-m", "pytest", *several, *arguments], os.environ)


def bench(arguments: Sequence[str]) -> int:
    """Run the benches; they start what they need."""
    return run(["-m", "tests.bench", *arguments], os.environ)


def check(_arguments: Sequence[str]) -> int:
    """Run every check, also after one failed; return 1 if any did."""
    steps: Sequence[tuple[str, Sequence[str]]] = (
        ("format", [_program("ruff"), "format", "--check", "--quiet", "."]),
        ("lint", [_program("ruff"), "check", "--quiet", "."]),
        ("types", [_program("mypy"), "--no-error-summary", "."]),
        ("import contracts", [_program("lint-imports")]),
        ("migrations", [sys.executable, MANAGE, "makemigrations", "--check", "--dry-run"]),
        ("schema", [sys.executable, MANAGE, "print_schema", "--check"]),
    )
    failed = [title for title, command in steps if not _passes(title, command)]
    print(f"check: {len(failed)} of {len(steps)} failed: {', '.join(failed)}" if failed else "check: all passed")
    return 1 if failed else 0


def _passes(title: str, command: Sequence[str]) -> bool:
    print(f"check: {title} ...", flush=True)
    started = monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**PLACEHOLDERS, **os.environ}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(f"{done.stdout}{done.stderr}".rstrip())
    print(
        f"check: {title} {'passed' if done.returncode == 0 else 'FAILED'} ({monotonic() - started:.1f} s)", flush=True
    )
    return done.returncode == 0


def _program(name: str) -> str:
    return str(PROGRAMS / name)
