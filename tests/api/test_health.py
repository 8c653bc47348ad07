"""What operators and load balancers ask."""

import httpx
import pytest

from config.asgi import application

pytestmark = pytest.mark.usefixtures("database")


async def _get(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(path)


async def test_says_that_it_lives() -> None:
    answer = await _get("/livez")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_says_that_it_is_ready_and_why() -> None:
    answer = await _get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "parts": {"database": "ok", "redis": "ok"}}
