"""Servers for a command that needs the database: those of the running marketplace, or ones started for it."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from config.embedded.postgres import prepare_postgres, start_postgres
from config.embedded.valkey import prepare_valkey, start_valkey
from config.supervisor import database, marketplace
from config.supervisor.console import Console
from config.supervisor.home import Home, end_leftovers, held, own_secrets, running_state
from config.supervisor.supervisor import Supervisor
from config.supervisor.up import USUAL_PORT, prepare_database


@contextmanager
def servers(home: Home, *, migrated: bool) -> Iterator[dict[str, str]]:
    """Give the environment in which a command finds its servers.

    With `migrated`, tables exist when the block begins. Raises StartFailed or EmbeddedServerError.
    """
    state = running_state(home)
    if state is not None:
        yield {**os.environ, **state.environment}
        return
    with held(home), ExitStack() as stack:
        end_leftovers(home)
        env = {**os.environ, **_start(home, stack)}
        if migrated:
            supervisor = Supervisor(console=Console(), logs=home.logs)
            asyncio.run(prepare_database(supervisor, home, env, marketplace.Programs(), seed=False))
        yield env


def _start(home: Home, stack: ExitStack) -> dict[str, str]:
    secrets = own_secrets(home)
    database_url, redis_url = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if not redis_url:
        valkey = start_valkey([prepare_valkey(directory=home.valkey, password=secrets["VALKEY_PASSWORD"])])
        stack.callback(valkey.stop)
        redis_url = valkey.url
    if not database_url:
        postgres = start_postgres(prepare_postgres(directory=home.postgres, password=secrets["POSTGRES_PASSWORD"]))
        stack.callback(postgres.stop)
        postgres.wait_until_ready()
        database_url = database.own_database(postgres.url)
    return marketplace.shared_environment(
        home,
        secrets=secrets,
        database_url=database_url,
        redis_url=redis_url,
        web_port=USUAL_PORT,
        sandbox_port=USUAL_PORT + 1,
    )
