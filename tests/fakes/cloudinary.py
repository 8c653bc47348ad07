"""Cloudinary: its upload API for who signs, and its delivery network for everybody."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import PurePosixPath
from urllib.parse import unquote

from tests.fakes.serving import Handler, serving

CLOUD, KEY, SECRET = "atelier", "123456", "a secret of the fake"
_UNSIGNED = {"file", "api_key", "signature"}


@dataclass
class FakeCloudinary:
    """What it holds by public id, and how it feels: `status` other than 200 is what it answers to everything."""

    url: str = ""
    status: int = 200
    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def keep(self, action: str, parts: Mapping[str, bytes]) -> tuple[int, Mapping[str, object]]:
        """What the upload API answers."""
        if self.status != 200:
            return self.status, {"error": {"message": "Out of order"}}
        if parts["signature"] != _signature(parts) or parts["api_key"] != KEY.encode():
            return 401, {"error": {"message": "Invalid Signature"}}
        key = parts["public_id"].decode()
        if action == "upload":
            self.pictures[key] = PurePosixPath(parts["file name"].decode()).suffix, parts["file"]
            return 200, {"public_id": key, "bytes": len(parts["file"])}
        return 200, {"result": "ok" if self.pictures.pop(key, None) else "not found"}

    def deliver(self, path: PurePosixPath) -> tuple[int, bytes]:
        """What the delivery network answers."""
        extension, content = self.pictures.get(str(path.with_suffix("")), ("", b""))
        if self.status != 200:
            return self.status, b""
        return (200, content) if extension == path.suffix and content else (404, b"")


@contextmanager
def fake_cloudinary() -> Iterator[FakeCloudinary]:
    """A running one."""
    fake = FakeCloudinary()

    class Cloud(Handler):
        def reply(self) -> None:
            if self.command == "POST":
                parts = _form(self.headers["content-type"], self.body())
                status, said = fake.keep(self.path.removeprefix(f"/v1_1/{CLOUD}/image/"), parts)
                self.answer(status, json.dumps(said).encode(), "application/json")
            else:
                path = PurePosixPath(unquote(self.path.removeprefix(f"/{CLOUD}/image/upload/")))
                self.answer(*fake.deliver(path), "image/webp")

    with serving(Cloud) as fake.url:
        yield fake


def _form(kind: str, body: bytes) -> dict[str, bytes]:
    message = BytesParser(policy=HTTP).parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
    parts: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        parts[name] = content
        if part.get_filename():
            parts[f"{name} name"] = str(part.get_filename()).encode()
    return parts


def _signature(parts: Mapping[str, bytes]) -> bytes:
    """What the documentation says: parameters in order, joined as in a query, the secret behind them, SHA-1."""
    signed = {name: value for name, value in parts.items() if name not in _UNSIGNED and " " not in name}
    text = "&".join(f"{name}={signed[name].decode().replace('&', '%26')}" for name in sorted(signed))
    return hashlib.sha1(f"{text}{SECRET}".encode(), usedforsecurity=False).hexdigest().encode()
