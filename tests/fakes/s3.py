"""S3 as one bucket by path: puts, gets, heads and deletes objects for who signs with Signature Version 4."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tests.fakes.serving import Handler, serving

KEY, SECRET, BUCKET = "AKIAFAKE", "a secret of the fake", "pictures"


@dataclass
class FakeS3:
    """What it holds, and how it feels: `status` other than 200 is what it answers to everything.

    After `failing_after` further requests it answers 500.
    """

    url: str = ""
    status: int = 200
    objects: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    failing_after: int | None = None

    def mood(self) -> int:
        """The status of its next answer."""
        if self.failing_after is None:
            return self.status
        self.failing_after -= 1
        return self.status if self.failing_after >= 0 else 500


@contextmanager
def fake_s3() -> Iterator[FakeS3]:
    """A running one."""
    fake = FakeS3()

    class Bucket(Handler):
        def reply(self) -> None:
            body = self.body()
            key = self._admitted(body)
            if not key:
                return
            if self.command == "PUT":
                fake.objects[key] = body
                fake.headers[key] = {name.lower(): value for name, value in self.headers.items()}
                self.answer(200, ETag=f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
            elif self.command == "DELETE":
                fake.objects.pop(key, None)
                self.answer(204)
            elif key in fake.objects:
                self.answer(200, fake.objects[key], "application/octet-stream", ETag='"e"')
            else:
                self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")

        def _admitted(self, body: bytes) -> str:
            if (status := fake.mood()) != 200:
                self.answer(status, b"<Error><Code>SlowDown</Code></Error>", "application/xml")
                return ""
            if self.headers.get("authorization") != _signature(self, body):
                self.answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", "application/xml")
                return ""
            return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}/")

    with serving(Bucket) as fake.url:
        yield fake


def _signature(request: Handler, body: bytes) -> str:
    """The Authorization header such a request has to have, worked out from the specification."""
    given = request.headers.get("authorization", "")
    fields = dict(part.strip().split("=", 1) for part in given.partition(" ")[2].split(",") if "=" in part)
    signed, scope = fields.get("SignedHeaders", ""), fields.get("Credential", "").partition("/")[2]
    declared = request.headers.get("x-amz-content-sha256", "")
    if declared != hashlib.sha256(body).hexdigest():
        return "the body is another one"
    split = urlsplit(request.path)
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed.split(";"))
    canonical = "\n".join([request.command, split.path, split.query, headers, signed, declared])
    stamp = request.headers["x-amz-date"]
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    proof = hmac.digest(key, text.encode(), "sha256").hex()
    return f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={signed}, Signature={proof}"
