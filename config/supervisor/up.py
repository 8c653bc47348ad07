"""Bring the marketplace up: servers, database, doors and what works behind them."""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from config.embedded.ports import LOOPBACK, kept_ports
from config.embedded.postgres import prepare_postgres
from config.embedded.processes import record_of
from config.embedded.valkey import prepare_valkey
from config.supervisor import database, marketplace
from config.supervisor.children import Child
from config.supervisor.console import Console
from config.supervisor.errors import StartFailed
from config.supervisor.home import Home, State, end_leftovers, forget_state, held, own_secrets, write_state
from config.supervisor.marketplace import Programs
from config.supervisor.supervisor import Supervisor, supervise

USUAL_PORT = 8000
BACKLOG = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to bring up. Without a port it is the usual one or, if that is taken, a free one."""

    port: int | None = None
    web_processes: int = 1
    programs: Programs = field(default_factory=Programs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The sockets on which the marketplace is reached; they are ours, so a restarting process refuses nobody."""

    web: socket.socket
    sandbox: socket.socket

    @property
    def web_port(self) -> int:
        return int(self.web.getsockname()[1])

    @property
    def sandbox_port(self) -> int:
        return int(self.sandbox.getsockname()[1])


def up(home: Home, plan: Plan, *, console: Console) -> int:
    """Run the marketplace until a signal ends it; return the exit code.

    Raises StartFailed when it is running already, the port is taken or the folder cannot be written.
    """
    with held(home), ExitStack() as stack:
        forget_state(home)
        if end_leftovers(home):
            console.say("  Stopped what an earlier run that was killed had left.")
        doors = _open_doors(home, plan.port, stack)
        stack.callback(forget_state, home)

        async def start(supervisor: Supervisor) -> None:
            await _start(supervisor, home, doors, plan)

        return supervise(start, console=console, logs=home.logs)


async def _start(supervisor: Supervisor, home: Home, doors: Doors, plan: Plan) -> None:
    secrets = own_secrets(home)
    async with supervisor.console.step("Starting PostgreSQL and Valkey"):
        # Valkey first: its two seconds pass while PostgreSQL starts.
        redis_url, valkey = _redis(supervisor, home, secrets)
        database_url = await _database(supervisor, home, secrets)
        env = marketplace.shared_environment(
            home,
            secrets=secrets,
            database_url=database_url,
            redis_url=redis_url,
            web_port=doors.web_port,
            sandbox_port=doors.sandbox_port,
        )
    await prepare_database(supervisor, home, env, plan.programs)
    async with supervisor.console.step("Starting the marketplace"):
        await _start_processes(supervisor, home, doors, env, valkey, plan)
    addresses = marketplace.urls(web_port=doors.web_port, sandbox_port=doors.sandbox_port)
    _announce(home, addresses, env)
    supervisor.console.say(marketplace.summary(home, addresses))


async def prepare_database(
    supervisor: Supervisor, home: Home, env: Mapping[str, str], programs: Programs, *, seed: bool = True
) -> None:
    """Migrate, and seed the demo marketplace once; nothing happens when this code did so already."""
    url = env["DATABASE_DIRECT_URL"]
    if await asyncio.to_thread(database.is_prepared, home, url):
        return
    async with supervisor.console.step("Migrating the database"):
        await supervisor.run_to_end(marketplace.command_child(home, "migrate", programs.migrate, env=env))
    if not seed:
        return
    async with supervisor.console.step("Seeding the demo marketplace"):
        await supervisor.run_to_end(marketplace.command_child(home, "seed", programs.seed, env=env))
    await asyncio.to_thread(database.mark_prepared, home, url)


async def _database(supervisor: Supervisor, home: Home, secrets: Mapping[str, str]) -> str:
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        return given
    plan = prepare_postgres(directory=home.postgres, password=secrets["POSTGRES_PASSWORD"])
    await supervisor.start(marketplace.postgres_child(home, plan)).wait_until_ready()
    return await asyncio.to_thread(database.own_database, plan.url)


def _redis(supervisor: Supervisor, home: Home, secrets: Mapping[str, str]) -> tuple[str, Child | None]:
    given = os.environ.get("REDIS_URL", "").strip()
    if given:
        return given, None
    plan = prepare_valkey(directory=home.valkey, password=secrets["VALKEY_PASSWORD"])
    return plan.url, supervisor.start(marketplace.valkey_child(home, plan))


async def _start_processes(
    supervisor: Supervisor, home: Home, doors: Doors, env: Mapping[str, str], valkey: Child | None, plan: Plan
) -> None:
    count, programs = plan.web_processes, plan.programs
    names = ["web"] if count == 1 else [f"web-{number + 1}" for number in range(count)]
    specs = [marketplace.served_child(home, name, programs.web, doors.web, env=env, livez="/livez") for name in names]
    specs.append(marketplace.served_child(home, "sandbox", programs.sandbox, doors.sandbox, env=env, livez=None))
    doors_open = [supervisor.start(spec) for spec in specs]
    # The doors load while Valkey waits its two seconds. What works behind them starts once they are open: loading all
    # at once on two cores would keep the shopper waiting twice as long, and events wait for the relay anyway.
    if valkey is not None:
        await valkey.wait_until_ready()
    await asyncio.gather(*(child.wait_until_ready() for child in doors_open))
    work = [
        supervisor.start(marketplace.command_child(home, name, arguments, env=env))
        for name, arguments in programs.work.items()
    ]
    await asyncio.gather(*(child.wait_until_ready() for child in work))


def _open_doors(home: Home, port: int | None, stack: ExitStack) -> Doors:
    kept = kept_ports(home.run / "ports.json", 2)
    web = _listen((port,) if port else (USUAL_PORT, kept[0], 0))
    if web is None:
        raise StartFailed(f"Port {port} is in use by another program. Choose another with --port.")
    stack.callback(web.close)
    sandbox = _listen((kept[1], 0))
    if sandbox is None:
        raise StartFailed("There is no free port on the loopback interface.")
    stack.callback(sandbox.close)
    return Doors(web=web, sandbox=sandbox)


def _listen(ports: tuple[int, ...]) -> socket.socket | None:
    """Listen on the first of `ports` that is free."""
    for port in ports:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            continue
        return listener
    return None


def _announce(home: Home, addresses: Mapping[str, str], env: Mapping[str, str]) -> None:
    own = record_of(os.getpid())
    if own is not None:
        write_state(home, State(process=own, urls=addresses, environment=env))
