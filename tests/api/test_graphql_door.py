"""The GraphQL door itself: who may in, what comes back, and in which words."""

import httpx
import pytest

from config.asgi import application
from tests.api.client import graphql

pytestmark = pytest.mark.usefixtures("database")


async def test_answers_a_query_with_a_request_id_and_no_caching() -> None:
    answer = await graphql("{ ping }")

    assert answer.data == {"ping": "pong"}
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.headers["x-request-id"]) >= 16


async def test_refuses_a_bad_token_with_401() -> None:
    answer = await graphql("{ ping }", token="not.a.token")

    assert (answer.status, answer.error_codes) == (401, ["INVALID_TOKEN"])


async def test_refuses_another_scheme_than_bearer() -> None:
    answer = await graphql("{ ping }", headers={"authorization": "Basic YTpi"})

    assert (answer.status, answer.error_codes) == (401, ["INVALID_TOKEN"])


@pytest.mark.parametrize("document", ["{ nothing }", "{", "subscription { ping }", "mutation { ping }"])
async def test_gives_every_refused_document_a_code(document: str) -> None:
    answer = await graphql(document)

    assert (answer.status, answer.error_codes) == (400, ["BAD_REQUEST"])
    assert answer.body.get("data") is None


async def test_refuses_to_choose_between_two_operations() -> None:
    answer = await graphql("query A { ping } query B { ping }")

    assert (answer.status, answer.error_codes) == (400, ["OPERATION_NAME_MISSING"])


async def test_refuses_a_document_of_too_many_tokens() -> None:
    answer = await graphql("{" + " ping" * 3_000 + "}")

    assert (answer.status, answer.error_codes) == (400, ["TOO_MANY_TOKENS"])


async def test_shows_graphiql_with_a_nonce_that_its_policy_names() -> None:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        page = await client.get("/graphql", headers={"accept": "text/html"})

    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert page.text.count(f'nonce="{nonce}"') == 6
    assert "'unsafe-eval'" not in policy
