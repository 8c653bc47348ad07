"""The real provider as a process of its own, spoken to over HTTP."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.test import override_settings

from domains.payments.gateways import registry
from tests.sandbox.running import SECRET_KEY, WEBHOOK_SECRET, Api, Sandbox, api_of, running_sandbox


@pytest_asyncio.fixture(scope="session")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """One provider for all tests of orders; it tells nobody, so that a test decides what is heard and when."""
    shared = Sandbox(database=tmp_path_factory.mktemp("provider") / "books.sqlite3", webhook_url="")
    async with running_sandbox(shared):
        yield shared


@pytest_asyncio.fixture
async def provider(sandbox: Sandbox) -> AsyncIterator[Api]:
    """The marketplace, connected to that provider; the fixture's value is a bare client to look at its books."""
    registry._sandbox.cache_clear()
    with override_settings(
        SANDBOX_URL=sandbox.url, SANDBOX_SECRET_KEY=SECRET_KEY, SANDBOX_WEBHOOK_SECRET=WEBHOOK_SECRET
    ):
        async with api_of(sandbox) as api:
            yield api
            await registry.gateway_named("sandbox").aclose()
    registry._sandbox.cache_clear()
