"""Names of media types and of their parameters may be written in capitals (RFC 9110, 8.3.1), at every door."""

from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from django.test import override_settings
from PIL import Image

from config.asgi import application
from domains.common.bridge import in_transaction
from domains.identity.models import StaffRole
from tests.factories.identity import a_staff_member, a_user, an_access_token

pytestmark = pytest.mark.usefixtures("database")

SPELLINGS = (
    "application/json",
    "APPLICATION/JSON",
    "Application/Json; Charset=UTF-8",
    'APPLICATION/JSON;CHARSET="utf-8"',
    "application/json ; charset=Utf-8",
)
UPLOAD = "mutation($file: Upload!) { mediaUpload(file: $file) { upload { width } errors { code } } }"


async def post(path: str, body: bytes, *, media: str, token: str | None = None) -> httpx.Response:
    headers = {"content-type": media, **({"authorization": f"Bearer {token}"} if token else {})}
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.post(path, content=body, headers=headers)


@pytest.mark.parametrize("media", SPELLINGS)
async def test_graphql_takes_json_however_it_is_spelt(media: str) -> None:
    answer = await post("/graphql", b'{"query": "{ ping }"}', media=media)

    assert (answer.status_code, answer.json().get("data")) == (200, {"ping": "pong"}), answer.text


@pytest.mark.parametrize("media", SPELLINGS)
async def test_a_document_is_judged_however_it_is_spelt(media: str) -> None:
    # What is judged is what will run.
    document = {"query": "{" + " ping" * 3_000 + "}"}

    answer = await post("/graphql", orjson.dumps(document), media=media)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_TOKENS"


@pytest.mark.parametrize("media", SPELLINGS)
async def test_webhooks_take_json_however_it_is_spelt(media: str) -> None:
    answer = await post("/api/webhooks/sandbox", b"{}", media=media)

    # It has no signature, which is told by who has read its head and body.
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "SIGNATURE_MISSING")


@pytest.mark.parametrize("media", SPELLINGS)
async def test_staff_send_json_however_it_is_spelt(media: str) -> None:
    token = await in_transaction(lambda: an_access_token(a_staff_member(role=StaffRole.ADMIN)))

    answer = await post("/staff/synonyms/", b'{"term": "trainers", "means": "sneakers"}', media=media, token=token)

    assert (answer.status_code, answer.json().get("term")) == (201, "trainers"), answer.text


@pytest.mark.parametrize("essence", ["multipart/form-data", "Multipart/Form-Data", "MULTIPART/FORM-DATA"])
@pytest.mark.parametrize("parameter", ["boundary", "Boundary"])
async def test_uploads_are_forms_however_that_is_spelt(tmp_path: Path, essence: str, parameter: str) -> None:
    token = await in_transaction(lambda: an_access_token(a_user()))
    picture = BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")

    with override_settings(MEDIA_ROOT=tmp_path):
        answer = await post(
            "/graphql", _form(picture.getvalue()), media=f"{essence}; {parameter}=BoUnDaRy", token=token
        )

    assert answer.json().get("data") == {"mediaUpload": {"upload": {"width": 40}, "errors": []}}, answer.text


def _form(content: bytes) -> bytes:
    # The boundary itself keeps its capitals.
    fields: dict[str, Any] = {
        "operations": {"query": UPLOAD, "variables": {"file": None}},
        "map": {"0": ["variables.file"]},
    }
    parts = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), orjson.dumps(value))
        for name, value in fields.items()
    ]
    parts.append(
        b'Content-Disposition: form-data; name="0"; filename="me.png"\r\nContent-Type: IMAGE/PNG\r\n\r\n' + content
    )
    return b"".join(b"--BoUnDaRy\r\n%s\r\n" % part for part in parts) + b"--BoUnDaRy--\r\n"


@pytest.mark.parametrize("path", ["/graphql", "/api/webhooks/sandbox", "/staff/synonyms/"])
@pytest.mark.parametrize("media", ["TEXT/PLAIN", "APPLICATION/JSONP", "Application/Json; Charset=UTF-16"])
async def test_what_is_no_json_stays_refused(path: str, media: str) -> None:
    answer = await post(path, b"{}", media=media)

    assert answer.status_code == 415
    assert "UNSUPPORTED_MEDIA_TYPE" in answer.text
