"""How a refusal looks from outside: statuses, headers, and messages of a WebSocket."""

import asyncio
from typing import Any

import orjson
import pytest

from config.asgi import application
from config.graphql.limits import Outcome, outcome
from domains.common.bridge import in_transaction
from domains.common.budgets import purse
from domains.common.ids import new_id
from schema import root
from tests.api.client import graphql
from tests.factories.identity import a_user, an_access_token

pytestmark = pytest.mark.usefixtures("database")

LOGIN = 'login(input: {email: "ada@example.com", password: "x"}) { errors { code } }'
REFUSED = [
    ("{ nothing }", "BAD_REQUEST"),
    ("{", "BAD_REQUEST"),
    ("query ($n: Int!) { orders(first: $n) { totalCount } }", "BAD_REQUEST"),
    ("{ orders(first: 99999) { nodes { id } } }", "TOO_COSTLY"),
    ("{ " + " ".join(f"a{n}: ping" for n in range(16)) + " }", "TOO_MANY_ALIASES"),
    ("mutation { " + " ".join(f"a{n}: {LOGIN}" for n in range(2)) + " }", "TOO_MANY_ROOT_FIELDS"),
    ("{ " + "ping @skip(if: false) " * 21 + "}", "TOO_MANY_DIRECTIVES"),
    ("{ node(id: [" + "1 " * 988 + "]) { id } }", "INPUT_TOO_LARGE"),
    ("{ node(id: [" + "1 " * 989 + "]) { id } }", "TOO_MANY_TOKENS"),
    ("{" + " ping" * 20_000 + "}", "TOO_MANY_TOKENS"),
    ("{ ping }" + " " * 40_000 + "#" * 9, None),
]  # fmt: skip


@pytest.mark.parametrize(("document", "code"), REFUSED, ids=[f"{n}-{case[1]}" for n, case in enumerate(REFUSED)])
async def test_answers_400_to_what_never_ran(document: str, code: str | None) -> None:
    answer = await graphql(document)

    assert answer.error_codes == ([code] if code else [])
    assert answer.status == (400 if code else 200)


async def test_answers_200_to_what_ran_and_failed() -> None:
    answer = await graphql('{ ping order(id: "nothing") { id } }')

    assert answer.status == 200
    assert answer.body["errors"][0]["path"] == ["order"]


async def test_says_what_an_answer_cost() -> None:
    user = await in_transaction(a_user)

    answer = await graphql("{ ping viewer { id } }", token=await in_transaction(an_access_token, user=user))

    assert answer.body["extensions"]["cost"] == {
        "requested": 2,
        "actual": 2,
        "budget": {"limit": 100_000, "remaining": 99_998, "restoreRate": 5_000},
    }


async def test_answers_429_and_when_to_come_back() -> None:
    user = await in_transaction(a_user)
    token = await in_transaction(an_access_token, user=user)
    client = root._bench().client
    await purse.spend(budget=client, subject=f"customer:{user.id}", points=client.limit)

    answer = await graphql("{ orders(first: 4500) { nodes { id } } }", token=token)

    assert (answer.status, answer.error_codes) == (429, ["THROTTLED"])
    assert answer.headers["retry-after"] == str(answer.body["errors"][0]["extensions"]["retryAfter"]) == "1"


async def test_forgets_the_key_of_a_mutation_that_never_ran() -> None:
    user = await in_transaction(a_user)
    token = await in_transaction(an_access_token, user=user)
    headers = {"idempotency-key": str(new_id())}
    document = "mutation ($on: Boolean!) { logout(everywhere: $on) { errors { code } } }"

    refused = await graphql(document, {"on": "yes"}, token=token, headers=headers)
    allowed = await graphql(document, {"on": False}, token=token, headers=headers)

    assert (refused.status, refused.error_codes) == (400, ["BAD_REQUEST"])
    assert allowed.status == 200


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"data": {"a": 1}}, Outcome()),
        ({"data": {"a": None}, "errors": [{"path": ["a"], "extensions": {"code": "INTERNAL"}}]}, Outcome()),
        ({"data": None, "errors": [{"path": ["a"], "extensions": {"code": "INTERNAL"}}]}, Outcome()),
        ({"data": None, "errors": [{"extensions": {"code": "INTERNAL"}}]}, Outcome(500)),
        ({"data": None, "errors": [{"extensions": {"code": "UNAVAILABLE"}}]}, Outcome(503)),
        ({"data": None, "errors": [{"extensions": {"code": "TOO_DEEP"}}]}, Outcome(400)),
        (
            {"data": None, "errors": [{"extensions": {"code": "THROTTLED", "retryAfter": 3}}]},
            Outcome(429, {"retry-after": "3"}),
        ),
    ],
)
def test_stands_in_http_as_it_ran(answer: dict[str, Any], expected: Outcome) -> None:
    assert outcome(answer) == expected


asgi: Any = application


async def converse(*documents: str) -> list[dict[str, Any]]:
    """Subscribe to one document after another over one WebSocket, and hear the answer to each."""
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "scheme": "ws", "path": "/graphql", "raw_path": b"/graphql",
        "query_string": b"", "headers": [(b"host", b"testserver")], "client": ("127.0.0.1", 1),
        "server": ("testserver", 80), "subprotocols": ["graphql-transport-ws"], "http_version": "1.1", "state": {},
        "root_path": "", "extensions": {},
    }  # fmt: skip
    sent: list[dict[str, Any]] = [{"type": "connection_init"}]
    sent += [
        {"type": "subscribe", "id": str(n), "payload": {"query": document}} for n, document in enumerate(documents)
    ]
    await incoming.put({"type": "websocket.connect"})
    running: asyncio.Task[None] = asyncio.create_task(asgi(scope, incoming.get, outgoing.put))
    assert (await asyncio.wait_for(outgoing.get(), 60))["type"] == "websocket.accept"
    heard = []
    for message in sent:
        await incoming.put({"type": "websocket.receive", "text": orjson.dumps(message).decode()})
        answer = await asyncio.wait_for(outgoing.get(), 60)
        assert answer["type"] == "websocket.send", answer
        heard.append(orjson.loads(answer["text"]))
    await incoming.put({"type": "websocket.disconnect", "code": 1000})
    await asyncio.wait_for(running, 60)
    return heard[1:]


async def test_refuses_subscriptions_as_errors_and_stays_connected() -> None:
    aliases = " ".join(f"a{n}: product {{ id }}" for n in range(16))
    answers = await converse(
        "subscription {",
        "subscription { nothing }",
        f'subscription {{ productAvailability(productId: "a") {{ {aliases} }} }}',
        "subscription ($n: ID!) { productAvailability(productId: $n) { product { id } } }",
        "subscription {" + " ping" * 3_000 + "}",
        "{ ping }",
    )

    assert {answer["type"] for answer in answers} == {"error"}
    assert [answer["payload"][0]["extensions"]["code"] for answer in answers] == [
        "BAD_REQUEST",
        "BAD_REQUEST",
        "TOO_MANY_ALIASES",
        "BAD_REQUEST",
        "TOO_MANY_TOKENS",
        "SUBSCRIPTIONS_ONLY",
    ]
