"""A GraphQL client of the tests: speaks HTTP to the whole ASGI application, edge included."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from config.asgi import application


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the exact bytes of it."""

    status: int
    body: dict[str, Any]
    content: bytes
    headers: httpx.Headers

    @property
    def data(self) -> dict[str, Any]:
        """The data of an answer without errors."""
        assert "errors" not in self.body, self.body["errors"]
        data: dict[str, Any] = self.body["data"]
        return data

    @property
    def error_codes(self) -> list[str]:
        """The codes of the GraphQL errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", ())]


async def graphql(
    document: str,
    variables: Mapping[str, Any] | None = None,
    *,
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one operation as JSON over POST."""
    sent = {**(headers or {}), **({"authorization": f"Bearer {token}"} if token else {})}
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.post(
            "/graphql", json={"query": document, "variables": dict(variables or {})}, headers=sent
        )
    return Answer(response.status_code, response.json(), response.content, response.headers)
