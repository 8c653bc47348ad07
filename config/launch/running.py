"""up, down and reset."""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from config.embedded.processes import is_running, wait_until
from config.supervisor import up as supervised
from config.supervisor.console import Console
from config.supervisor.errors import StartFailed
from config.supervisor.home import Home, end_leftovers, forget_state, holder

HIGHEST_PORT = 65535
POLITE_SECONDS = 25.0
USUAL_PROCESSES = 2
MOST_PROCESSES = 8  # more would ask the database for more connections than it gives
# What we made under var/, by name: VAR_DIR may by mistake be a folder with other things in it.
OURS = ("run", "log", "postgres", "valkey", "mail", "sandbox", "media", "static", "secrets.env")


def up(arguments: Sequence[str]) -> int:
    """Run the marketplace until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="./fashionistar up")
    parser.add_argument("--port", type=_port, metavar="N", help="web port; 8000 or a free one if not given")
    parser.add_argument("--web", type=_processes, metavar="N", default=_usual_processes(), help="web processes")
    options = parser.parse_args(arguments)
    plan = supervised.Plan(port=options.port, web_processes=options.web)
    return supervised.up(Home.from_environment(), plan, console=Console())


def down(_arguments: Sequence[str]) -> int:
    """Stop whatever runs on our folder."""
    home = Home.from_environment()
    process = holder(home)
    if process is None:
        ended = end_leftovers(home)
        print(f"Stopped {ended} processes left by a run that was killed." if ended else "Nothing is running.")
        return 0
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGTERM)
    if not wait_until(lambda: not is_running(process), seconds=POLITE_SECONDS):
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not is_running(process), seconds=POLITE_SECONDS)
    end_leftovers(home)
    forget_state(home)
    print("Stopped.")
    return 0


def reset(arguments: Sequence[str]) -> int:
    """Stop it and delete its data."""
    parser = argparse.ArgumentParser(prog="./fashionistar reset")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    home = Home.from_environment()
    if not options.yes and not _confirmed(f"Delete the database, mail and everything else in {home.var}? [y/N] "):
        print("Nothing was deleted.")
        return 1
    down([])
    for name in OURS:
        path = home.var / name
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StartFailed(f"Cannot delete {error.filename} ({error.strerror}). Run as its owner.") from error
    print(f"Deleted the data in {home.var}.")
    if os.environ.get("DATABASE_URL"):
        print("The database of DATABASE_URL was not touched.")
    return 0


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise StartFailed("There is nobody to ask. Use ./fashionistar reset --yes.")
    return input(question).strip().lower() in {"y", "yes"}


def _port(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; it takes a number from 1 to {HIGHEST_PORT}")
    return number


def _processes(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"it takes a number from 1 to {MOST_PROCESSES}, not {text!r}")
    return number


def _usual_processes() -> int:
    return min(os.cpu_count() or 1, USUAL_PROCESSES)
