import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from redis.cluster import RedisCluster

from config.embedded.errors import ServerInUse
from config.embedded.postgres import embedded_postgres
from config.embedded.processes import end_leftover, record_of, remember, wait_until
from config.embedded.valkey import embedded_valkey


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_lets_only_those_who_know_the_password_into_postgres(tmp_path: Path) -> None:
    with embedded_postgres(directory=tmp_path, fast=True, password="käse/@:") as server:
        with psycopg.connect(server.url) as connection:
            extensions = connection.execute(
                "SELECT name FROM pg_available_extensions WHERE name IN ('vector', 'pg_trgm', 'unaccent') ORDER BY 1"
            ).fetchall()
            lowered = connection.execute("SELECT lower('ÀṢỌ')").fetchone()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url, password="wrong")

    assert extensions == [("pg_trgm",), ("unaccent",), ("vector",)]
    assert lowered == ("àṣọ",)


def test_begins_an_interrupted_creation_of_the_database_again(tmp_path: Path) -> None:
    (tmp_path / "initialising").touch()
    (tmp_path / "data" / "base").mkdir(parents=True)
    (tmp_path / "data" / "PG_VERSION").write_text("18", encoding="utf-8")

    with embedded_postgres(directory=tmp_path, fast=True) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_starts_postgres_over_the_lock_of_a_recycled_process_number(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    with embedded_postgres(directory=tmp_path, fast=True):
        lock = (tmp_path / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    stale = "\n".join([str(sleeper.pid), *lock[1:], ""])
    (tmp_path / "data" / "postmaster.pid").write_text(stale, encoding="utf-8")

    with embedded_postgres(directory=tmp_path, fast=True) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

    assert sleeper.poll() is None


def test_shares_the_slots_among_three_nodes_and_keeps_them(tmp_path: Path) -> None:
    keys = {f"key-{number}": str(number) for number in range(20)}
    with embedded_valkey(directory=tmp_path, nodes=3) as server:
        client = RedisCluster.from_url(server.url, decode_responses=True)
        for key, value in keys.items():
            client.set(key, value)
        client.close()
        held = []
        for url in server.urls:
            with Redis.from_url(url) as node:
                held.append(node.dbsize())

    with embedded_valkey(directory=tmp_path, nodes=3) as server:
        client = RedisCluster.from_url(server.url, decode_responses=True)
        found = {key: client.get(key) for key in keys}
        client.close()

    assert len(held) == 3
    assert all(held)
    assert sum(held) == 20
    assert found == keys


def test_ends_a_server_whose_owner_is_gone(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    record = tmp_path / "server.json"
    remember(record, sleeper.pid)
    written = json.loads(record.read_text(encoding="utf-8"))
    written["owner"]["started"] = "1"  # the number of the owner now belongs to somebody else
    record.write_text(json.dumps(written), encoding="utf-8")

    assert end_leftover(record)

    assert sleeper.wait(timeout=60) == -signal.SIGTERM
    assert not record.exists()


def test_spares_a_process_that_only_got_the_same_number(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    record = tmp_path / "server.json"
    remember(record, sleeper.pid)
    written = json.loads(record.read_text(encoding="utf-8"))
    written["process"]["started"] = "1"
    record.write_text(json.dumps(written), encoding="utf-8")

    assert not end_leftover(record)

    assert sleeper.poll() is None


def test_spares_a_server_whose_owner_lives(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    record = tmp_path / "server.json"
    owner = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(owner, stdin=subprocess.PIPE) as living:
        remember(record, sleeper.pid)
        written = json.loads(record.read_text(encoding="utf-8"))
        found = record_of(living.pid)
        assert found is not None
        written["owner"] = {"pid": found.pid, "started": found.started, "boot": found.boot}
        record.write_text(json.dumps(written), encoding="utf-8")

        with pytest.raises(ServerInUse):
            end_leftover(record)

    assert sleeper.poll() is None


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_servers_die_with_the_process_that_started_them(tmp_path: Path, death: signal.Signals) -> None:
    code = f"""
import sys
from pathlib import Path
from config.embedded.postgres import embedded_postgres
with embedded_postgres(directory=Path({str(tmp_path)!r}), fast=True) as server:
    print(server.process.pid, flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        server = int(owner.stdout.readline())
        os.kill(owner.pid, death)

    assert wait_until(lambda: record_of(server) is None, seconds=60)
