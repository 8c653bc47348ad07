"""A marketplace without Django, as small as the supervisor needs it: `python -m tests.launch.little_marketplace`."""

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from config.supervisor import children
from config.supervisor.console import Console
from config.supervisor.errors import StartFailed
from config.supervisor.home import Home
from config.supervisor.marketplace import Programs
from config.supervisor.up import Plan, up

MODULE = ("-m", "tests.launch.little_marketplace")


async def web(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """Answer every request with the number of this process."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})


def migrate() -> None:
    """Make the table from which the supervisor sees what was migrated."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS django_migrations"
            " (id serial PRIMARY KEY, app text, name text, applied timestamptz DEFAULT now())"
        )
        connection.execute("INSERT INTO django_migrations (app, name) VALUES ('shop', '0001_initial')")
    note("migrate")


def work() -> None:
    """Work until told to stop."""
    note("work")
    threading.Event().wait()


def note(what: str) -> None:
    """Append a line to the diary of this marketplace."""
    with (Path(os.environ["VAR_DIR"]) / "diary").open("a", encoding="utf-8") as diary:
        diary.write(f"{what}\n")


def main() -> int:
    """Bring it up as `./fashionistar up` would."""
    module = "tests.launch.little_marketplace"
    code = os.environ.get("RELAY_CODE")
    if code:
        # A busy machine may need longer to start Python than a process has to live to be taken for a good one.
        children.SETTLE_SECONDS = 30.0
    programs = Programs(
        migrate=(*MODULE, "migrate"),
        seed=(*MODULE, "seed"),
        web=f"{module}:web",
        sandbox=f"{module}:web",
        work={"worker": (*MODULE, "work"), "relay": ("-c", code) if code else (*MODULE, "work")},
    )
    port = int(os.environ["WEB_PORT"]) if "WEB_PORT" in os.environ else None
    try:
        return up(Home.from_environment(), Plan(port=port, web_processes=2, programs=programs), console=Console())
    except StartFailed as error:
        print(error)
        return 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            sys.exit(main())
        case ["migrate"]:
            migrate()
        case ["seed"]:
            note("seed")
        case ["work"]:
            work()
