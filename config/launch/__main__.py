"""`python -m config.launch COMMAND`: what ./fashionistar hands over to."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from config.embedded.errors import EmbeddedServerError
from config.launch import checks, commands, running
from config.supervisor.errors import StartFailed

USAGE_ERROR = 2


@dataclass(frozen=True, slots=True)
class Command:
    """A command and the line that explains it."""

    run: Callable[[Sequence[str]], int]
    about: str


COMMANDS: Mapping[str, Command] = {
    "up": Command(running.up, "start the marketplace: servers, web, workers (--port N, --web N processes)"),
    "demo": Command(commands.demo, "walk through the shop as a client, on a running marketplace or one started for it"),
    "down": Command(running.down, "stop the marketplace"),
    "reset": Command(running.reset, "stop it and delete its data (--yes: without asking)"),
    "seed": Command(commands.seed, "add the demo marketplace to the database (--scale N)"),
    "schema": Command(commands.schema, "print the GraphQL schema"),
    "shell": Command(commands.shell, "open a Python shell with the models loaded"),
    "audit": Command(commands.audit, "check every invariant of the books and print the rows that break one"),
    "manage": Command(commands.manage, "run a management command of Django"),
    "test": Command(checks.test, "run all tests (arguments go to pytest)"),
    "check": Command(checks.check, "format, lint, types, import contracts, migrations, schema"),
    "bench": Command(checks.bench, "measure throughput and latency"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name in {"help", "-h", "--help"}:
        print(usage())
        return 0
    command = COMMANDS.get(name)
    if command is None:
        print(f"There is no command {name!r}.\n\n{usage()}", file=sys.stderr)
        return USAGE_ERROR
    try:
        return command.run(rest)
    except (StartFailed, EmbeddedServerError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def usage() -> str:
    """Return the list of commands."""
    lines = [f"  {name:<8} {command.about}" for name, command in COMMANDS.items()]
    return "\n".join(["Usage: ./fashionistar COMMAND [ARGUMENTS]", "", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
