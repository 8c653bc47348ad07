"""Real PostgreSQL and Valkey for every test, started once a run and shared by all worker processes."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker

from config.embedded.postgres import embedded_postgres
from config.embedded.valkey import embedded_valkey

# The same examples each time, however long one takes on a busy machine; `--hypothesis-profile=chance` tries others.
examples.register_profile("chance", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.register_profile("steady", parent=examples.get_profile("chance"), derandomize=True)
examples.load_profile("steady")

_servers = ExitStack()
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")


def _own_ports() -> str:
    """Ports that no other worker of this run gives to its servers."""
    width = 12_000 // (int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) + 1)
    lowest = 20_000 + width * (int(_worker.removeprefix("gw")) + 1 if _worker.startswith("gw") else 0)
    return f"{lowest}-{lowest + width - 1}"


os.environ["PORT_RANGE"] = _own_ports()


def _named(name: str) -> str:
    """The URL of a database of that name on the test server."""
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


def _create(name: str, *, template: str = "template1") -> None:
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())


def _start_servers() -> None:
    directory = Path(tempfile.mkdtemp(prefix="fashionistar-test-"))
    _servers.callback(shutil.rmtree, directory, ignore_errors=True)
    os.environ["VAR_DIR"] = str(directory)
    if "TEST_DATABASE_URL" not in os.environ:
        postgres = _servers.enter_context(embedded_postgres(directory=directory / "postgres", fast=True))
        os.environ["TEST_DATABASE_URL"] = postgres.url
    if "TEST_REDIS_URL" not in os.environ:
        valkey = _servers.enter_context(embedded_valkey(directory=directory / "valkey"))
        os.environ["TEST_REDIS_URL"] = valkey.url


def _set_environment(database: str) -> None:
    os.environ.update(
        ENVIRONMENT="test",
        SECRET_KEY="a secret of the tests, long enough to be one in production",
        DATABASE_URL=_named(database),
        REDIS_URL=os.environ["TEST_REDIS_URL"],
        REDIS_PREFIX=f"test-{_worker}",
        MAIL_DIR=str(Path(os.environ["VAR_DIR"]) / f"mail-{_worker}"),
        FACETS_KEPT_SECONDS="0",
        # For a machine that is busy with something else; tests of waiting say how long for themselves.
        DATABASE_POOL_WAIT_SECONDS="60",
        WRITE_WAIT_SECONDS="60",
        GRAPHQL_DEADLINE_SECONDS="60",
        GRAPHQL_MUTATION_DEADLINE_SECONDS="20",
        # What one test searched for must not be written down during another.
        SEARCH_LOG_SECONDS="86400",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    os.environ.pop("DATABASE_DIRECT_URL", None)


# At import: pytest-django wants its settings, and so the servers, before any hook of ours. Workers of pytest-xdist
# inherit the environment: they start nothing and copy the migrated template.
if _worker == "main":
    _start_servers()
    _create("fashionistar_template")
    _set_environment("fashionistar_template")
    _manage = Path(__file__).resolve().parent.parent / "manage.py"
    subprocess.run([sys.executable, str(_manage), "migrate", "--verbosity=0"], check=True)
_create(f"fashionistar_{_worker}", template="fashionistar_template")
_set_environment(f"fashionistar_{_worker}")
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A worker that inherited it would have pytest-django load the settings before this file names its database.

    It is taken away last thing: what the conftest files below import may have set it again.
    """
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


# Where a worker process leaves a line for the end of the run.
CLOSING_LINE = "closing line"
_closing_lines: list[str] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep what a worker process has to say at the end."""
    if line := getattr(node, "workeroutput", {}).get(CLOSING_LINE):
        _closing_lines.append(line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the workers said."""
    for line in _closing_lines:
        terminalreporter.write_line(line)


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    _servers.close()


# Empties every table that has rows. Row triggers guard the append-only tables, so they are off for this session;
# a TRUNCATE of all tables would take some hundred milliseconds, this takes three.
_EMPTY = """
DO $$
DECLARE name text; filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN
        SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO filled;
        -- An HNSW index keeps what was deleted until it is vacuumed, and finds less and less around it.
        IF filled THEN
            EXECUTE CASE WHEN name = 'search_vector' THEN 'TRUNCATE ' ELSE 'DELETE FROM ' END || name;
        END IF;
    END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is there already: a copy of the migrated template, one per worker process."""


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database that keeps what is committed, from any thread, task or process, and is emptied afterwards."""
    from django.db import connection, connections  # noqa: PLC0415 - not before the settings

    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute(_EMPTY)
        connections.close_all()


@pytest.fixture(autouse=True)
def _no_hurry() -> Iterator[None]:
    """A machine that is busy for a moment is no service that hangs, which would not be waited for."""
    # Of its own: a test may undo what it has changed itself.
    with pytest.MonkeyPatch.context() as patience:
        patience.setattr("domains.common.budgets._PATIENCE_SECONDS", 10.0)
        patience.setattr("domains.common.slots._PATIENCE_SECONDS", 10.0)
        patience.setattr("domains.media.rendering.apart.PATIENCE_SECONDS", 300.0)
        patience.setattr("domains.search.mixing.EMBED_SECONDS", 30.0)
        patience.setattr("domains.search.queries.SECONDS", 30.0)
        patience.setattr("domains.common.live_hub._CONFIRM_WAIT", 10.0)
        yield


@pytest.fixture(scope="session", autouse=True)
async def _close_pools() -> AsyncIterator[None]:
    yield
    from domains.common.db import close_async_pools  # noqa: PLC0415 - not before the settings
    from domains.common.redis import close_async_redis  # noqa: PLC0415 - not before the settings

    await close_async_pools()
    await close_async_redis()
