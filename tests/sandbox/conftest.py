from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.running import Api, Receiver, Sandbox, api_of, running_receiver, running_sandbox


@pytest_asyncio.fixture(scope="session")
async def receiver() -> AsyncIterator[Receiver]:
    async with running_receiver() as started:
        yield started


@pytest_asyncio.fixture(scope="session")
async def sandbox(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """One provider for all tests; each test uses references of its own."""
    shared = Sandbox(database=tmp_path_factory.mktemp("sandbox") / "books.sqlite3", webhook_url=receiver.url)
    async with running_sandbox(shared):
        yield shared


@pytest_asyncio.fixture(scope="session")
async def api(sandbox: Sandbox) -> AsyncIterator[Api]:
    async with api_of(sandbox) as client:
        yield client


@pytest.fixture
def own_books(tmp_path: Path) -> Path:
    return tmp_path / "own" / "books.sqlite3"


@pytest_asyncio.fixture
async def own_books_api(own_books: Path) -> AsyncIterator[Api]:
    """A provider for one test, with empty books and nobody to tell."""
    async with running_sandbox(Sandbox(database=own_books, webhook_url="")) as client:
        yield client
