"""One marketplace for all tests of the matrix, and the count of its cells at the end of the run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.authorization.asking import CELLS
from tests.authorization.kept import Kept
from tests.authorization.sides import World
from tests.conftest import CLOSING_LINE


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker process takes all of them together: between two of them no other test may meet the marketplace."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("authorization"))


@pytest.fixture(scope="package")
def marketplace(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Kept]]:
    """The marketplace, made once, with its tables as they were then; emptied afterwards."""
    from django.db import connections  # noqa: PLC0415 - not before the settings

    from tests.authorization.world import make_world  # noqa: PLC0415 - it has models

    with django_db_blocker.unblock():
        before, kept = Kept("before"), Kept("kept")
        before.keep()
        world = make_world()
        connections.close_all()
        kept.keep()
        yield world, kept
        kept.close()
        before.restore()
        before.close()
        connections.close_all()


@pytest.fixture
def world(marketplace: tuple[World, Kept]) -> World:
    """Everybody and what is theirs."""
    return marketplace[0]


@pytest.fixture
def kept(marketplace: tuple[World, Kept]) -> Iterator[Kept]:
    """The tables as the marketplace was made, and so again after each test."""
    yield marketplace[1]
    marketplace[1].restore()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker process tells its count to the one that prints the summary."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None and CELLS:
        told[CLOSING_LINE] = _counted()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cells of the matrix were asked."""
    if CELLS:
        terminalreporter.write_line(_counted())


def _counted() -> str:
    each = ", ".join(f"{operation} {count}" for operation, count in sorted(CELLS.items()))
    return f"authorization matrix: {sum(CELLS.values())} cells ({each})"
