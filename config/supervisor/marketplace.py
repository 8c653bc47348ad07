"""Which processes make up a running marketplace, and the environment they share."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from socket import socket
from typing import Any

from config.embedded.ports import LOOPBACK
from config.embedded.postgres import PostgresPlan
from config.embedded.processes import guarded
from config.embedded.valkey import ValkeyPlan, form_cluster
from config.supervisor.children import ChildSpec
from config.supervisor.home import ROOT, Home
from config.supervisor.probes import answers_http
from config.supervisor.serve import DRAIN_SECONDS

SERVERS, WORK, DOORS = 0, 1, 2  # the order of starting; the reverse of stopping
MANAGE = str(ROOT / "manage.py")
# All queues (settings.TASK_QUEUES), each with threads of its own; a larger shop has pictures drawn by machines of their
# own (`run_worker --queues=media`), and then not here.
WORKER_QUEUES = ("critical", "default", "index", "media", "low_priority")
EXAMPLE_QUERY = "{ products(first: 3) { nodes { title vendor { name } priceRange { lowest { minor currency } } } } }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """What is run: arguments for Python, and ASGI applications by name."""

    migrate: Sequence[str] = (MANAGE, "migrate", "--no-input")
    seed: Sequence[str] = (MANAGE, "seed_demo", "--once")
    web: str = "config.asgi:application"
    sandbox: str = "rest.sandbox.app:application"
    # What works behind the doors: tasks, the outbox relay, the timetable.
    work: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: {
            "worker": (MANAGE, "run_worker", f"--queues={','.join(WORKER_QUEUES)}"),
            "relay": (MANAGE, "run_relay"),
            "scheduler": (MANAGE, "run_scheduler"),
        }
    )


def shared_environment(
    home: Home, *, secrets: Mapping[str, str], database_url: str, redis_url: str, web_port: int, sandbox_port: int
) -> dict[str, str]:
    """Return the environment of every process; what the caller's environment sets explicitly stays as it is."""
    web, sandbox = f"http://{LOOPBACK}:{web_port}", f"http://{LOOPBACK}:{sandbox_port}"
    defaults = {
        "ENVIRONMENT": "development",
        "SECRET_KEY": secrets["SECRET_KEY"],
        "SANDBOX_SECRET_KEY": secrets["SANDBOX_SECRET_KEY"],
        "SANDBOX_WEBHOOK_SECRET": secrets["SANDBOX_WEBHOOK_SECRET"],
        "MAIL_DIR": str(home.var / "mail"),
        "SMS_DIR": str(home.var / "sms"),
        "PUBLIC_URL": web,
        "DATABASE_DIRECT_URL": database_url,
    }
    fixed = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(home.var),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SANDBOX_URL": sandbox,
        "SANDBOX_PUBLIC_URL": sandbox,
        "SANDBOX_DATABASE": str(home.var / "sandbox" / "books.sqlite3"),
        "SANDBOX_WEBHOOK_URL": f"{web}/api/webhooks/sandbox",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }
    return {name: os.environ.get(name) or value for name, value in defaults.items()} | fixed


def postgres_child(home: Home, plan: PostgresPlan) -> ChildSpec:
    """PostgreSQL under the supervisor."""

    async def is_ready(pid: int) -> bool:
        return plan.is_ready(pid)

    return ChildSpec(
        name="postgres",
        command=plan.command,
        env=os.environ,
        cwd=home.var,
        record=plan.record,
        rank=SERVERS,
        stop_signal=plan.stop_signal,
        stop_seconds=10,
        is_ready=is_ready,
    )


def valkey_child(home: Home, plan: ValkeyPlan) -> ChildSpec:
    """Valkey under the supervisor: ready when the cluster of one takes writes."""

    def is_clustered() -> bool:
        if not plan.is_listening():
            return False
        form_cluster([plan])
        return plan.is_clustered(nodes=[plan])

    async def is_ready(_pid: int) -> bool:
        return await asyncio.to_thread(is_clustered)

    return ChildSpec(
        name="valkey",
        command=plan.command,
        env=os.environ,
        cwd=home.var,
        record=plan.record,
        rank=SERVERS,
        stop_signal=plan.stop_signal,
        is_ready=is_ready,
    )


def command_child(home: Home, name: str, arguments: Sequence[str], *, env: Mapping[str, str]) -> ChildSpec:
    """One Python command, long-running or not."""
    return _python_child(home, name, arguments, env=env, rank=WORK, stop_seconds=DRAIN_SECONDS + 1)


def served_child(
    home: Home, name: str, application: str, door: socket, *, env: Mapping[str, str], livez: str | None
) -> ChildSpec:
    """A process that serves an ASGI application; ready when `livez` answers 200, or with None when / answers at all."""
    port = int(door.getsockname()[1])
    probe = answers_http(port, livez) if livez else answers_http(port, "/", only_success=False)
    return _python_child(
        home,
        name,
        ["-m", "config.supervisor.serve", application, str(door.fileno())],
        env=env,
        rank=DOORS,
        pass_fds=(door.fileno(),),
        stop_seconds=DRAIN_SECONDS + 1,
        is_ready=probe,
    )


def urls(*, web_port: int, sandbox_port: int) -> dict[str, str]:
    """Where the doors are."""
    web = f"http://{LOOPBACK}:{web_port}"
    return {
        "web": web,
        "graphql": f"{web}/graphql",
        "staff": f"{web}/staff/docs/",
        "api": f"{web}/api/docs",
        "admin": f"{web}/admin/",
        "sandbox": f"http://{LOOPBACK}:{sandbox_port}",
    }


def summary(home: Home, addresses: Mapping[str, str]) -> str:
    """Say where everything is, with one query to try."""
    body = json.dumps({"query": EXAMPLE_QUERY})
    return "\n".join(
        [
            "",
            "Fashionistar is up.",
            f"  Storefront             {addresses['web']}/",
            f"  GraphQL and GraphiQL   {addresses['graphql']}",
            f"  Ninja API and docs     {addresses['api']}",
            f"  Staff API and docs     {addresses['staff']}",
            f"  Admin                  {addresses['admin']}",
            f"  Payment sandbox        {addresses['sandbox']}",
            f"  Mail is written to     {home.var / 'mail'}",
            f"  Logs                   {home.logs}",
            "",
            "Try a query:",
            f"  curl -s {addresses['graphql']} -H 'content-type: application/json' -d '{body}'",
            "",
            "Ctrl-C stops everything; ./fashionistar demo walks through all of it.",
        ]
    )


def _python_child(home: Home, name: str, arguments: Sequence[str], *, env: Mapping[str, str], **more: Any) -> ChildSpec:
    return ChildSpec(
        name=name,
        # When we vanish, nothing is left that they could finish: not even the database.
        command=guarded([sys.executable, *arguments], death_signal=signal.SIGKILL),
        env={**os.environ, **env},
        cwd=ROOT,
        record=home.children / f"{name}.json",
        **more,
    )
