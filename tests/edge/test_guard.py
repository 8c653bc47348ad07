import pytest

from tests.edge.asking import Echo, ask, edge, exchange, http_scope
from tests.edge.hostile_bodies import CASES, DOORS, HARMLESS, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_refuses_a_hostile_body(case: Case) -> None:
    app = Echo()

    answer = await ask(edge(app), "POST", case.path, body=case.body, media=case.media)

    assert (answer.status, answer.code) == (case.status, case.code)
    assert answer.headers[b"x-request-id"].decode() in answer.body.decode()
    assert len(answer.body) < 300
    assert app.bodies == []


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(("name", "body"), HARMLESS, ids=[name for name, _ in HARMLESS])
async def test_replays_a_harmless_body_to_the_byte(path: str, name: str, body: bytes) -> None:
    app = Echo()

    whole = await ask(edge(app), "POST", path, body=body)
    dripped = await ask(edge(app), "POST", path, chunks=[body[i : i + 7] for i in range(0, len(body), 7)])

    assert (whole.status, dripped.status) == (200, 200)
    assert app.bodies == [body, body]


@pytest.mark.parametrize(
    "media", [b"application/json; charset=UTF-8", b'Application/JSON;charset="utf-8"', b"application/json; v=1"]
)
async def test_takes_json_however_it_is_spelt(media: bytes) -> None:
    answer = await ask(edge(Echo()), "POST", "/graphql", body=b"{}", media=media)

    assert answer.status == 200


async def test_speaks_to_each_door_in_its_own_shape() -> None:
    graphql = await ask(edge(Echo()), "POST", "/graphql", body=b"[]")
    rest = await ask(edge(Echo()), "POST", "/staff/orders/", body=b"{")

    assert graphql.body.startswith(b'{"errors":[{"message":"Send one operation at a time.","extensions":{"code":')
    assert rest.body.startswith(b'{"error":{"message":"The body is not well-formed JSON.","code":"BAD_JSON",')


@pytest.mark.parametrize("path", ["/graphql", "/api/webhooks/sandbox"])
async def test_wants_a_body_where_an_object_is_needed(path: str) -> None:
    assert (await ask(edge(Echo()), "POST", path)).code == "OBJECT_REQUIRED"
    assert (await ask(edge(Echo()), "POST", path, body=b"")).code == "OBJECT_REQUIRED"
    assert (await ask(edge(Echo()), "POST", path, chunks=[b""])).code == "OBJECT_REQUIRED"


async def test_lets_a_bodiless_command_pass() -> None:
    assert (await ask(edge(Echo()), "POST", "/staff/orders/7/cancel")).status == 200
    assert (await ask(edge(Echo()), "POST", "/staff/orders/7/cancel", chunks=[b""])).status == 200
    assert (await ask(edge(Echo()), "DELETE", "/staff/orders/7/", body=b"")).status == 200


async def test_refuses_a_compressed_body() -> None:
    answer = await ask(edge(Echo()), "POST", "/api/search", body=b"{}", headers=[(b"content-encoding", b"gzip")])

    assert answer.status == 415


async def test_leaves_forms_of_pages_and_the_admin_alone() -> None:
    app = Echo()

    answer = await ask(
        edge(app), "POST", "/admin/login/", body=b"a=1&b=\xff", media=b"application/x-www-form-urlencoded"
    )

    assert answer.status == 200
    assert app.bodies == [b"a=1&b=\xff"]


async def test_does_not_mistake_a_neighbour_for_a_door() -> None:
    answer = await ask(edge(Echo()), "POST", "/graphql-console", body=b"a=1", media=b"text/plain")

    assert answer.status == 200


async def test_passes_multipart_where_it_is_allowed() -> None:
    app = Echo()

    answer = await ask(
        edge(app, multipart_doors=("/graphql",)),
        "POST",
        "/graphql",
        body=b"--x\r\n\xff",
        media=b"multipart/form-data; boundary=x",
    )

    assert answer.status == 200
    assert app.bodies == [b"--x\r\n\xff"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (b"query={a}&variables=" + b"[" * 5000, "TOO_DEEP"),
        (b"query={a}&variables=%7B%22a%22:" + b"9" * 5000 + b"}", "NUMBER_TOO_LONG"),
        (b"query={a}&variables=5", "OBJECT_REQUIRED"),
        (b"query={a}&extensions={%22a%22:%22%5Cu0000%22}", "BAD_TEXT"),
        (b"query={a}&variables=%ff", "BAD_JSON"),
        (b"a=1&" * 60, "BAD_QUERY"),
        (b"query=%00", "BAD_QUERY"),
    ],
)
async def test_refuses_hostile_json_in_a_graphql_url(query: bytes, code: str) -> None:
    answer = await ask(edge(Echo()), "GET", "/graphql", query=query)

    assert (answer.status, answer.code) == (400, code)


async def test_lets_a_harmless_graphql_url_pass() -> None:
    query = b"query={a}&variables={%22a%22:1}&extensions=null&operationName="

    assert (await ask(edge(Echo()), "GET", "/graphql", query=query)).status == 200


async def test_answers_nobody_when_the_client_left_during_its_body() -> None:
    app = Echo()
    headers = [(b"content-length", b"10"), (b"content-type", b"application/json")]

    answer = await exchange(
        edge(app),
        http_scope("POST", "/graphql", headers=headers),
        [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}],
    )

    assert answer.status == 0
    assert app.bodies == []
