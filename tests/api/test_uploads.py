"""Uploads over the GraphQL door: one picture per form, for who is logged in, under a name of ours."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from django.test import override_settings
from PIL import Image

from config.asgi import application
from config.files import MediaFiles
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.identity.models import User
from domains.identity.tokens import issue_guest
from domains.media.errors import AlreadyAttached
from domains.media.models import Upload
from domains.media.services.attach_upload import attach_upload
from domains.media.services.prune_uploads import prune_uploads
from schema.ids import decode_id
from tests.domains.test_media_pictures import encoded, png_bomb
from tests.factories.identity import a_user, an_access_token

pytestmark = pytest.mark.usefixtures("database")

UPLOAD = """
mutation($file: Upload!) {
  mediaUpload(file: $file) { upload { id url width height expiresAt } errors { code path } }
}
"""


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


async def a_customer() -> tuple[User, str]:
    user = await in_transaction(a_user)
    return user, await in_transaction(an_access_token, user)


async def post(fields: dict[str, Any], files: list[tuple[str, Any]], token: str | None) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.post("/graphql", data=fields, files=files, headers=headers)


async def upload(
    content: bytes, token: str | None, *, operations: Any = None, places: Any = None, name: str = "me.png"
) -> httpx.Response:
    fields = {
        "operations": orjson.dumps(operations or {"query": UPLOAD, "variables": {"file": None}}).decode(),
        "map": orjson.dumps(places if places is not None else {"0": ["variables.file"]}).decode(),
    }
    return await post(fields, [("0", (name, content, "image/png"))], token)


def _files(directory: Path) -> list[Path]:
    return list(directory.rglob("*.*"))


def code(response: httpx.Response) -> str:
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


async def test_keeps_a_picture_under_a_name_of_ours(media: Path) -> None:
    user, token = await a_customer()

    answer = await upload(encoded("JPEG"), token, name="../../etc/passwd.php")

    kept = answer.json()["data"]["mediaUpload"]
    row = await in_transaction(Upload.objects.get)
    assert kept["errors"] == []
    assert (kept["upload"]["width"], kept["upload"]["height"]) == (64, 48)
    assert kept["upload"]["url"] == f"/media/{row.path}"
    assert decode_id(kept["upload"]["id"], expected="UploadedPicture") == row.id
    assert (row.owner_id, row.path) == (user.id, f"uploads/{row.uploaded_at:%Y/%m}/{row.id.hex}.jpg")
    assert Image.open(BytesIO((media / row.path).read_bytes())).size == (64, 48)


@pytest.mark.parametrize("content", [b"<svg/>", b"", png_bomb(50_000), png_bomb(6_500)])
async def test_keeps_nothing_that_is_no_fit_picture(content: bytes, media: Path) -> None:
    _, token = await a_customer()

    answer = await upload(content, token)

    refused = answer.json()["data"]["mediaUpload"]
    assert refused["upload"] is None
    assert refused["errors"][0]["code"] in {"NOT_A_PICTURE", "PICTURE_TOO_LARGE"}
    assert refused["errors"][0]["path"] == ["file"]
    assert (await in_transaction(Upload.objects.count), _files(media)) == (0, [])


@pytest.mark.parametrize("who", ["anonymous", "guest"])
async def test_reads_no_file_of_who_is_not_logged_in(who: str) -> None:
    token = issue_guest(guest_id=new_id(), now=utc_now()) if who == "guest" else None

    answer = await upload(encoded("PNG"), token)

    assert (answer.status_code, code(answer)) == (401, "LOGIN_REQUIRED")


@pytest.mark.parametrize(
    "path",
    ["", "query", "operationName", "variables", "variables.", "variables.__proto__", "variables.a.b.c",
     "variables.taken", "variables.list.0", "variables.file.x", "extensions.file", ".file", 5, None,
     ["variables.file"]],
)  # fmt: skip
async def test_puts_a_file_nowhere_but_where_a_variable_is_null(path: object) -> None:
    _, token = await a_customer()
    operations = {
        "query": UPLOAD,
        "variables": {"file": None, "taken": 1, "list": [None]},
        "extensions": {"file": None},
    }

    answer = await upload(encoded("PNG"), token, operations=operations, places={"0": [path]})

    assert (answer.status_code, code(answer)) == (400, "BAD_UPLOAD")
    assert await in_transaction(Upload.objects.count) == 0


@pytest.mark.parametrize(
    "places",
    [[], "x", {}, {"1": ["variables.file"]}, {"0": "variables.file"}, {"0": []}, {"0": ["variables.file"] * 2},
     {"0": ["variables.file"], "1": ["variables.file"]}],
)  # fmt: skip
async def test_refuses_a_map_that_is_not_of_one_file_in_one_place(places: Any) -> None:
    _, token = await a_customer()

    answer = await upload(encoded("PNG"), token, places=places)

    assert (answer.status_code, code(answer)) == (400, "BAD_UPLOAD")


async def test_refuses_any_other_form() -> None:
    _, token = await a_customer()
    operations = orjson.dumps({"query": UPLOAD, "variables": {"file": None}}).decode()
    good = {"operations": operations, "map": '{"0": ["variables.file"]}'}
    file = ("0", ("a.png", b"x", "image/png"))

    answers = [
        await post(good, [("0", ("a.png", b"x", "image/png"))] * 1_000, token),
        await post(good, [("1", ("a.png", b"x", "image/png"))], token),
        await post({**good, "more": "1"}, [file], token),
        await post({"map": good["map"]}, [file], token),
        await post({**good, "operations": "[" * 50_000}, [file], token),
        await post({**good, "operations": f"[{operations}]"}, [file], token),
        await post({**good, "operations": '{"a": ' + "9" * 5_000 + "}"}, [file], token),
        await post({**good, "operations": " " * 70_000 + operations}, [file], token),
    ]

    assert {(answer.status_code, code(answer)) for answer in answers} == {(400, "BAD_UPLOAD")}


async def test_refuses_a_body_larger_than_any_picture() -> None:
    _, token = await a_customer()

    answer = await upload(b"\xff\xd8\xff" + b"\0" * 10 * 1024 * 1024, token)

    assert (answer.status_code, code(answer)) == (413, "BODY_TOO_LARGE")


async def test_takes_a_large_form_but_no_large_json() -> None:
    _, token = await a_customer()
    large = await upload(b"\0" * 8 * 1024 * 1024, token)
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        json = await client.post("/graphql", json={"query": "{ ping }" + " " * 300_000})

    assert large.json()["data"]["mediaUpload"]["errors"][0]["code"] == "NOT_A_PICTURE"
    assert json.status_code == 413


async def test_takes_no_text_for_a_file() -> None:
    _, token = await a_customer()
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.post(
            "/graphql",
            json={"query": UPLOAD, "variables": {"file": "/etc/passwd"}},
            headers={"authorization": f"Bearer {token}"},
        )

    assert answer.json()["data"]["mediaUpload"]["errors"] == [{"code": "INVALID_INPUT", "path": ["file"]}]


async def _one_upload() -> Upload:
    _, token = await a_customer()
    await upload(encoded("PNG"), token)
    return await in_transaction(Upload.objects.get)


async def test_lets_only_its_owner_use_a_picture_and_for_one_thing() -> None:
    row = await _one_upload()
    facts: Any = {"upload_id": row.id, "now": utc_now()}
    with pytest.raises(NotFound):
        await in_transaction(attach_upload, owner_id=new_id(), attached_to="review:1", **facts)

    for _ in range(2):
        attached = await in_transaction(attach_upload, owner_id=row.owner_id, attached_to="review:1", **facts)

    assert (attached.attached_to, attached.expires_at) == ("review:1", None)
    with pytest.raises(AlreadyAttached):
        await in_transaction(attach_upload, owner_id=row.owner_id, attached_to="review:2", **facts)


async def test_forgets_what_nothing_uses(media: Path) -> None:
    row = await _one_upload()
    later = utc_now() + timedelta(hours=25)

    assert await in_transaction(prune_uploads, now=utc_now(), limit=10) == 0
    with pytest.raises(NotFound):
        await in_transaction(attach_upload, upload_id=row.id, owner_id=row.owner_id, attached_to="review:1", now=later)
    assert await in_transaction(prune_uploads, now=later, limit=10) == 1

    assert (await in_transaction(Upload.objects.count), (media / row.path).exists()) == (0, False)


async def test_keeps_what_something_uses(media: Path) -> None:
    row = await _one_upload()
    await in_transaction(attach_upload, upload_id=row.id, owner_id=row.owner_id, attached_to="review:1", now=utc_now())

    assert await in_transaction(prune_uploads, now=utc_now() + timedelta(days=99), limit=10) == 0
    assert (media / row.path).exists()


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("uploads/a.webp", "public, max-age=31536000, immutable"),
        ("renditions/a/1/a.webp", "public, max-age=31536000, immutable"),
        ("demo/a.svg", "public, max-age=3600"),
    ],
)
async def test_lets_browsers_keep_for_ever_what_never_changes(path: str, kept: str, media: Path) -> None:
    (media / path).parent.mkdir(parents=True)
    (media / path).write_bytes(b"x")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=MediaFiles(directory=media)), base_url="http://testserver"
    ) as client:
        answer = await client.get(f"/{path}")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, kept)
