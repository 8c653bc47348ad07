"""A web process as it runs in production, on real servers, and what the public gets to see of it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import httpx
import pytest

from config.embedded.processes import wait_until
from config.supervisor.home import ROOT
from schema.trusted import trusted_documents
from tests.hostile.judging import INSIDES

_SECONDS = 180.0
# Not of these tests, so that nothing here depends on what an environment happens to have.
_UNSET = {"ENVIRONMENT", "DEBUG", "DEVELOPER_TOOLS", "TRUSTED_DOCUMENTS_ONLY", "HTTPS", "LOG_LEVEL", "LOG_FORMAT"}

type Ask = Callable[..., httpx.Response]


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """That of an operator who sets what has no default, and nothing else."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNSET}
    needed = {
        "SECRET_KEY": "of production, and as long as it has to be: " + "s" * 20,
        "PUBLIC_URL": "https://shop.example",
        "ALLOWED_HOSTS": "shop.example,127.0.0.1",
        "SANDBOX_SECRET_KEY": "sk_of_production",
        "SANDBOX_WEBHOOK_SECRET": "whsec_of_production",
        "REDIS_PREFIX": f"{os.environ['REDIS_PREFIX']}-production",
    }
    return {**kept, **needed, **more}


def _served(**more: str) -> Iterator[Ask]:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        process = subprocess.Popen(
            [sys.executable, "-m", "config.supervisor.serve", "config.asgi:application", str(door.fileno())],
            cwd=ROOT,
            env=_environment(more),
            pass_fds=(door.fileno(),),
            stdout=subprocess.DEVNULL,
        )
    try:
        with httpx.Client(base_url=address, headers={"host": "shop.example"}, timeout=60) as client:
            wait_until(lambda: process.poll() is not None or _lives(client), seconds=_SECONDS)
            assert process.poll() is None, "it did not start"
            yield client.request
    finally:
        process.terminate()
        process.wait(60)


def _lives(client: httpx.Client) -> bool:
    try:
        return client.get("/livez").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def public() -> Iterator[Ask]:
    """Production as it is by default."""
    yield from _served()


@pytest.fixture(scope="module")
def trusting() -> Iterator[Ask]:
    """Production that runs trusted documents only."""
    yield from _served(TRUSTED_DOCUMENTS_ONLY="true")


def _asked(ask: Ask, document: str, variables: Mapping[str, Any] | None = None) -> tuple[int, Any]:
    response = ask("POST", "/graphql", json={"query": document, "variables": variables or {}})
    return response.status_code, response.json()


def _codes(body: Any) -> list[str]:
    return [error["extensions"]["code"] for error in body.get("errors", ())]


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { types { name } } }",
        "{ x: __schema { types { name } } }",
        '{ __type(name: "Product") { fields { name } } }',
        "{ ...F } fragment F on Query { ... { __schema { queryType { name } } } }",
        "{ ping } fragment Unused on Query { __schema { queryType { name } } }",
        "query A { ping } query B { __schema { queryType { name } } }",
        "mutation { __schema { queryType { name } } }",
    ],
)
def test_does_not_describe_its_schema(public: Ask, document: str) -> None:
    over_post = public(
        "POST", "/graphql", json={"query": document, "operationName": "B" if "query B" in document else None}
    )
    over_get = public("GET", "/graphql", params={"query": document})

    assert (over_post.status_code, _codes(over_post.json())) == (400, ["INTROSPECTION_DISABLED"])
    assert over_get.status_code in {400, 405}
    assert "data" not in over_post.json() or over_post.json()["data"] is None
    assert "queryType" not in over_post.text + over_get.text


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ prodcts { totalCount } }", {}),
        ('{ product(slgu: "a") { id } }', {}),
        ('{ product(slug: "a") { titel } }', {}),
        ("{ products(sort: NEWES) { totalCount } }", {}),
        ("{ products(filter: {vendor: []}) { totalCount } }", {}),
        ('{ node(id: "a") { ... on Prodct { id } } }', {}),
        ("query ($x: Strin) { ping }", {}),
        ("mutation { logn }", {}),
        ("query ($s: ProductSort!) { products(sort: $s) { totalCount } }", {"s": "NEWES"}),
        ("query ($f: ProductFilterInput) { products(filter: $f) { totalCount } }", {"f": {"vendor": []}}),
    ],
)
def test_suggests_no_names(public: Ask, document: str, variables: Mapping[str, Any]) -> None:
    status, body = _asked(public, document, variables)

    assert (status, set(_codes(body))) == (400, {"BAD_REQUEST"})
    told = " ".join(error["message"] for error in body["errors"])
    assert "Did you mean" not in told
    assert not re.search(r"products|'slug'|'title'|NEWEST|'vendors'|'String'|'login'", told), told


@pytest.mark.parametrize("parameters", [{}, {"query": "{ ping }"}], ids=["bare", "with a query"])
def test_shows_no_page_to_ask_with(public: Ask, parameters: Mapping[str, str]) -> None:
    response = public("GET", "/graphql", params=parameters, headers={"accept": "text/html"})

    assert response.headers["content-type"].startswith("application/json")
    assert response.status_code == (200 if parameters else 404)
    assert "graphiql" not in response.text.lower()


@pytest.mark.parametrize(
    "path", ["/staff/docs/", "/staff/schema/", "/staff/docs", "/api/docs", "/api/openapi.json", "/schema.graphql"]
)
def test_shows_no_documentation(public: Ask, path: str) -> None:
    response = public("GET", path, headers={"accept": "text/html"}, follow_redirects=True)

    assert response.status_code in {401, 404}
    assert not re.search(r"(?i)openapi|swagger|redoc", response.text)


def test_runs_a_public_ad_hoc_query_unless_told_otherwise(public: Ask) -> None:
    status, body = _asked(public, "{ ping }")

    assert (status, body["data"]) == (200, {"ping": "pong"})


def test_runs_trusted_documents_only(trusting: Ask) -> None:
    known = next(one for one in trusted_documents().values() if one.name == "Categories")

    refused = [
        trusting("POST", "/graphql", json={"query": "{ ping }"}),
        trusting("GET", "/graphql", params={"query": "{ ping }"}),
        trusting("POST", "/graphql", json={"query": f"{known.text} "}),
        trusting("POST", "/graphql", json={"query": "{ __schema { types { name } } }"}),
    ]
    by_hash = trusting("GET", "/graphql", params={"documentId": f"sha256:{known.hash}"})
    by_text = trusting("POST", "/graphql", json={"query": known.text})

    assert [(one.status_code, _codes(one.json())) for one in refused] == [(403, ["TRUSTED_DOCUMENT_REQUIRED"])] * 4
    assert (by_hash.status_code, by_text.status_code) == (200, 200)
    assert by_hash.json()["data"] == by_text.json()["data"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/no/such/page", {"accept": "text/html"}, 404),
        ("GET", "/no/such/page", {"accept": "application/json"}, 404),
        ("GET", "/api/no-such", {}, 404),
        ("GET", "/staff/no-such/", {}, 404),
        ("GET", "/admin/no-such/", {"accept": "text/html"}, 302),
        ("POST", "/admin/login/", {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}, 403),
        ("GET", "/", {"host": "evil.example"}, 400),
        ("GET", "/static/../config/settings.py", {}, 404),
        ("GET", "/media/%2e%2e/config/settings.py", {}, 404),
    ],
)
def test_shows_no_debug_page(public: Ask, method: str, path: str, headers: Mapping[str, str], status: int) -> None:
    response = public(method, path, headers=headers)

    assert response.status_code == status
    assert not re.search(r"(?i)debug|urlconf|traceback|settings\.py|exception|template-", response.text)
    assert INSIDES.findall(response.text) == []


def test_says_nothing_about_what_it_runs_on(public: Ask) -> None:
    head = str(dict(public("GET", "/").headers)).lower()

    assert not re.search(r"uvicorn|django|python|strawberry|x-powered-by|'server'", head)
    assert "max-age" in public("GET", "/").headers["strict-transport-security"]
