"""Trusted documents: what runs by hash, what never does, and what the public may send where only they may run."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from config.asgi import application
from config.graphql.public import answers
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.models import User
from domains.identity.tokens import issue_guest
from schema.trusted import (
    MANIFEST,
    TrustedDocument,
    UnfitDocument,
    hash_of,
    manifest_documents,
    manifest_text,
    trusted_documents,
    written_documents,
)
from tests.api.client import graphql
from tests.factories.catalogue import make_product
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

REGISTER = {"input": {"email": "ada@example.com", "password": "correct horse battery", "fullName": "Ada"}}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    answers.clear()
    yield
    answers.clear()


def document(name: str) -> TrustedDocument:
    """The document of that name as it is written now; former ones stay registered."""
    [found] = [each for each in written_documents() if each.name == name]
    return trusted_documents()[found.hash]


async def send(method: str, *, headers: Mapping[str, str] | None = None, **fields: Any) -> httpx.Response:
    """A request with these fields as JSON, in the URL or in the body."""
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers or {}) as client:
        if method == "POST":
            return await client.post("/graphql", json=fields)
        texts = {
            name: value if isinstance(value, str) else orjson.dumps(value).decode() for name, value in fields.items()
        }
        return await client.get("/graphql", params=texts)


def code(response: httpx.Response) -> str:
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


def named(name: str) -> str:
    return f"sha256:{document(name).hash}"


def persisted(digest: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


def test_has_registered_every_operation() -> None:
    call_command("register_documents", "--check")

    assert MANIFEST.read_text() == manifest_text(manifest_documents())
    assert len(written_documents()) >= 35


def test_calls_public_what_answers_everybody_alike() -> None:
    public = {each.name for each in trusted_documents().values() if each.is_public}

    assert {"ProductList", "ProductPage", "Search", "Suggest", "Categories", "Vendor"} <= public
    assert public.isdisjoint({"Viewer", "Cart", "Orders", "Order", "Purchase", "Login", "OrderUpdated", "Addresses"})


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("Ping", "{ ping }", "named after it"),
        ("Ping", "query Pong { ping }", "named after it"),
        ("Ping", "query Ping { ping } query Pong { ping }", "one operation"),
        ("Ping", "query Ping { pong }", "Cannot query field"),
        ("Ping", "query Ping {", "Syntax Error"),
    ],
)
def test_registers_no_unfit_file(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / f"{name}.graphql").write_text(text)

    with pytest.raises(UnfitDocument, match=reason):
        written_documents(tmp_path)


def test_keeps_documents_of_pages_still_open_until_pruned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    former = tmp_path / "manifest.json"
    text = "query Ping { ping }"
    former.write_bytes(orjson.dumps({hash_of(text): {"name": "Ping", "text": text}}))
    monkeypatch.setattr("config.management.commands.register_documents.MANIFEST", former)
    monkeypatch.setattr(
        "config.management.commands.register_documents.manifest_documents", lambda: manifest_documents(former)
    )
    with pytest.raises(CommandError, match="Not registered: AccountRegister, "):
        call_command("register_documents", "--check")

    call_command("register_documents")
    assert hash_of(text) in orjson.loads(former.read_bytes())

    call_command("register_documents", "--prune")
    assert set(orjson.loads(former.read_bytes())) == {each.hash for each in written_documents()}


def test_refuses_a_manifest_that_was_tampered_with(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(orjson.dumps({hash_of("query Ping { ping }"): {"name": "Ping", "text": "query Ping { a }"}}))

    with pytest.raises(UnfitDocument, match="not that of its text"):
        manifest_documents(manifest, checked=False)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_runs_a_document_by_either_kind_of_hash(method: str) -> None:
    product = await in_transaction(make_product)

    by_id = await send(method, documentId=named("ProductPage"), variables={"slug": product.slug})
    by_extension = await send(
        method, extensions=persisted(document("ProductPage").hash), variables={"slug": product.slug}
    )

    assert by_id.json()["data"]["product"]["title"] == product.title
    assert by_extension.json()["data"] == by_id.json()["data"]


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
async def test_answers_a_hash_and_not_with_a_page(accept: str) -> None:
    answer = await send("GET", documentId=named("Categories"), headers={"accept": accept})

    assert answer.json()["data"] == {"categories": []}


HASH = hash_of("{ ping }")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "fields",
    [
        {"documentId": f"sha256:{HASH.upper()}"},
        {"documentId": f"sha256:{HASH[:63]}"},
        {"documentId": f"sha256:{HASH}\n"},
        {"documentId": f"sha256:{'g' * 64}"},
        {"documentId": HASH},
        {"documentId": f"sha256:{HASH}", "extensions": persisted("0" * 64)},
        {"extensions": persisted(HASH.upper())},
        {"extensions": persisted(HASH[1:])},
        {"extensions": {"persistedQuery": [HASH]}},
        {"extensions": {"persistedQuery": {"sha256Hash": 5}}},
    ],
)
async def test_refuses_what_is_no_hash(method: str, fields: dict[str, Any]) -> None:
    answer = await send(method, **fields)

    assert (answer.status_code, code(answer)) == (400, "BAD_DOCUMENT_HASH")


async def test_stores_nothing_that_a_client_sends() -> None:
    wrong = await send("POST", query="{ ping }", extensions=persisted("0" * 64))
    right = await send("POST", query="{ ping }", extensions=persisted(HASH))
    alone = await send("POST", extensions=persisted(HASH))

    assert (wrong.status_code, code(wrong)) == (400, "DOCUMENT_HASH_MISMATCH")
    assert right.json()["data"] == {"ping": "pong"}
    assert (alone.status_code, code(alone)) == (404, "PERSISTED_QUERY_NOT_FOUND")


@pytest.mark.parametrize("by", ["hash", "text"])
async def test_changes_nothing_over_get(by: str) -> None:
    mutation = document("AccountRegister")
    fields: dict[str, Any] = {"documentId": f"sha256:{mutation.hash}"} if by == "hash" else {"query": mutation.text}

    answer = await send("GET", variables=REGISTER, **fields)

    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert await in_transaction(User.objects.count) == 0


async def test_runs_a_trusted_mutation_by_hash_once_per_key() -> None:
    guest = {"authorization": f"Bearer {issue_guest(guest_id=new_id(), now=utc_now())}", "idempotency-key": "once"}

    first = await send("POST", documentId=named("CartClear"), headers=guest)
    second = await send("POST", documentId=named("CartClear"), headers=guest)

    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"


@override_settings(TRUSTED_DOCUMENTS_ONLY=True, DEVELOPER_TOOLS=False)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("text", ["{ ping }", "mutation { guestTokenCreate { token } }", "{"])
async def test_lets_the_public_run_trusted_documents_only(method: str, text: str) -> None:
    with counted_statements() as statements:
        answer = await send(method, query=text)

    assert (answer.status_code, code(answer), statements) == (403, "TRUSTED_DOCUMENT_REQUIRED", [])


@override_settings(TRUSTED_DOCUMENTS_ONLY=True, DEVELOPER_TOOLS=False)
async def test_knows_a_trusted_document_by_its_text_too() -> None:
    answer = await graphql(document("Categories").text)

    assert answer.data == {"categories": []}


@override_settings(TRUSTED_DOCUMENTS_ONLY=True, DEVELOPER_TOOLS=True)
async def test_lets_developers_run_whatever_they_like() -> None:
    assert (await graphql("{ ping }")).data == {"ping": "pong"}
