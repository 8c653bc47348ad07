"""What the database worked for the web process is told apart from what it worked for others."""

import os

import psycopg

from tests.bench.meters import Reading
from tests.bench.sessions import sessions_of


def reading(**seconds: float) -> Reading:
    return Reading(
        cpu_seconds=1.0, statements=0, session_seconds={int(name[1:]): worked for name, worked in seconds.items()}
    )


def test_counts_what_old_and_new_sessions_worked_meanwhile() -> None:
    before, after = reading(s1=1.0, s2=5.0), reading(s1=1.5, s3=0.25)

    assert after.database_seconds_since(before) == 0.75


def test_finds_the_sessions_of_a_process_and_no_others(database: None) -> None:
    url = os.environ["DATABASE_URL"]

    with psycopg.connect(url) as ours, psycopg.connect(url) as asking:
        mine = {ours.info.backend_pid, asking.info.backend_pid}

        assert mine <= set(sessions_of(os.getpid(), asking))
        assert mine.isdisjoint(sessions_of(os.getppid(), asking))
