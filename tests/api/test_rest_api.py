"""The Ninja API as a whole: its description, and how it says no."""

import httpx
import pytest

from config.asgi import application

pytestmark = pytest.mark.usefixtures("database")


async def _get(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(path)


async def test_describes_itself() -> None:
    answer = await _get("/api/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Fashionistar"


async def test_shows_its_docs_without_foreign_or_inline_scripts() -> None:
    answer = await _get("/api/docs")

    assert answer.status_code == 200
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "https://" not in answer.text
    assert answer.text.count("<script") == answer.text.count("<script src=") + answer.text.count(
        'type="application/json"'
    )
