import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from config.embedded.processes import wait_until
from config.supervisor.home import ROOT, Home, running_state
from tests.launch.marketplaces import Starter, clean_environment, processes_of

# One folder for all of them, in their order: one process has to run them.
pytestmark = pytest.mark.xdist_group("up")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(var=tmp_path_factory.mktemp("marketplace"))


@pytest.fixture
def starter(home: Home) -> Iterator[Starter]:
    starter = Starter(home)
    yield starter
    starter.end_all()


def diary(home: Home) -> list[str]:
    return (home.var / "diary").read_text(encoding="utf-8").split()


def pid_of(home: Home, child: str) -> int:
    return int(json.loads((home.children / f"{child}.json").read_text(encoding="utf-8"))["process"]["pid"])


def down(home: Home) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "config.launch", "down"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment(home),
        check=True,
    )
    return done.stdout.strip()


def answers(database_url: str) -> bool:
    try:
        with psycopg.connect(database_url, connect_timeout=10) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_leaves_no_orphan_when_killed_and_starts_again_in_time_with_its_data(home: Home, starter: Starter) -> None:
    started = monotonic()
    running = starter.up()
    # A slow machine is slow at its first start as well, which has more to do.
    in_time = max(8, monotonic() - started)
    with psycopg.connect(running.state.environment["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    took: list[float] = []
    # And one that has other things to do is in time now and then.
    while not took or (min(took) >= in_time and len(took) < 10):
        running.end(signal.SIGKILL)
        assert wait_until(lambda: processes_of(home) == [], seconds=60), processes_of(home)
        started = monotonic()
        running = starter.up()
        took.append(monotonic() - started)
        with psycopg.connect(running.state.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    printed = running.end(signal.SIGINT)
    assert min(took) < in_time
    assert "Fashionistar is up." in printed
    assert printed.splitlines()[-1] == "Stopped."
    assert running.process.returncode == 0
    assert processes_of(home) == []
    assert running_state(home) is None
    # Only the first start had to prepare the database.
    assert [diary(home).count(what) for what in ("migrate", "seed")] == [1, 1]


def test_refuses_a_second_one_restarts_what_crashes_and_goes_down(home: Home, starter: Starter) -> None:
    running = starter.up()
    second = starter.begin()
    refusal = second.communicate(timeout=120)[0].strip()
    web, worker = running.web_pid(), pid_of(home, "worker")
    postgres = (home.postgres / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]

    for pid in (pid_of(home, "web-1"), pid_of(home, "web-2"), worker, int(postgres)):
        os.kill(pid, signal.SIGKILL)

    # Nobody is refused meanwhile: the socket is the supervisor's.
    assert running.web_pid() != web
    assert wait_until(lambda: pid_of(home, "worker") != worker, seconds=60)
    assert wait_until(lambda: answers(running.state.environment["DATABASE_URL"]), seconds=60)
    assert second.returncode == 1
    assert refusal == (
        f"Fashionistar is already running at {running.state.urls['web']} (process {running.process.pid})."
        " Stop it: ./fashionistar down"
    )
    assert down(home) == "Stopped."
    assert "worker ended (SIGKILL); restarting in 0.5 s" in running.process.communicate(timeout=120)[0]
    assert processes_of(home) == []
    assert down(home) == "Nothing is running."


def test_gives_up_with_the_log_of_a_process_that_cannot_start(home: Home, starter: Starter) -> None:
    process = starter.begin(RELAY_CODE="raise ValueError(42)", REDIS_URL=os.environ["TEST_REDIS_URL"])

    printed, _ = process.communicate(timeout=120)

    assert process.returncode == 1
    assert f"relay keeps ending. Its log, {home.logs / 'relay.log'}, ends with:" in printed
    assert "    ValueError: 42" in printed
    assert processes_of(home) == []


def test_says_which_port_is_taken(starter: Starter) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = starter.begin(WEB_PORT=str(port))
        printed, _ = process.communicate(timeout=120)

    assert process.returncode == 1
    assert printed.strip() == f"Port {port} is in use by another program. Choose another with --port."


def test_keeps_secrets_to_their_owner(home: Home) -> None:
    assert (home.var / "secrets.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_says_where_it_cannot_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    process = Starter(Home(var=tmp_path / "var")).begin()

    assert process.communicate(timeout=120)[0].strip() == (
        f"Cannot write to {tmp_path / 'var'} (Permission denied)."
        " Run as its owner, or set VAR_DIR to a folder of yours."
    )


def test_resets_only_what_it_made(tmp_path: Path) -> None:
    ours, foreign = tmp_path / "secrets.env", tmp_path / "letters.txt"
    for path in (ours, foreign):
        path.write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "config.launch", "reset"]
    env = clean_environment(Home(var=tmp_path))

    unasked = subprocess.run(command, stdin=subprocess.DEVNULL, cwd=ROOT, env=env, check=False, capture_output=True)
    kept = ours.exists()
    subprocess.run([*command, "--yes"], cwd=ROOT, env=env, check=True, capture_output=True)

    assert (unasked.returncode, kept) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
