"""The Ninja API as a whole: its description, and how it says no."""

import httpx
import pytest

from config.asgi import application

pytestmark = pytest.mark.usefixtures("database")


async def _asked(method: str, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.request(method, path)


async def _get(path: str) -> httpx.Response:
    return await _asked("GET", path)


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


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/api/search", "GET"),
        ("OPTIONS", "/api/tasks/none", "GET"),
        ("GET", "/api/webhooks/sandbox", "POST"),
        ("OPTIONS", "/staff/docs/", "GET, HEAD"),
    ],
)
async def test_says_in_the_one_shape_that_a_method_is_not_taken(method: str, path: str, allowed: str) -> None:
    answer = await _asked(method, path)

    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/json")
    assert answer.json()["error"] == {
        "code": "METHOD_NOT_ALLOWED",
        "message": "That cannot be done here.",
        "path": [],
        "request_id": answer.headers["x-request-id"],
    }
    assert answer.headers["allow"] == allowed


async def test_says_without_words_that_nobody_takes_a_head() -> None:
    answer = await _asked("HEAD", "/api/search")

    assert (answer.status_code, answer.headers["content-type"], answer.content) == (405, "application/json", b"")
