import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from config.log_queue import NonBlockingHandler
from config.log_redaction import RedactSecrets, is_secret, redacted, redacted_text
from config.logging import BoundedJson, Console, RequestContext
from domains.common.request_context import RequestFacts, remember_user, request_scope

CARD = "4242 4242 4242 4242"
JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlMTIz"


def line(message: object, /, *arguments: object, **extra: object) -> dict[str, Any]:
    """Log one record through filter, redaction and formatter."""
    record = logging.getLogger("shop").makeRecord("shop", 30, "f.py", 1, message, arguments, None, extra=extra)
    RequestContext().filter(record)
    text = BoundedJson().format(RedactSecrets().filter(record))
    assert len(text.encode()) <= 8192
    assert "\n" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def test_carries_the_request_it_belongs_to() -> None:
    span = NonRecordingSpan(SpanContext(trace_id=0xABC, span_id=1, is_remote=False, trace_flags=TraceFlags(1)))

    with request_scope(RequestFacts(request_id="r-1", path="/x\x1b", started=time.perf_counter())):
        remember_user("u-1")
        with trace.use_span(span):
            found = line("stock is low", variant=UUID(int=7))

    assert found.pop("timestamp").startswith("20")
    assert 0 <= found.pop("execution_time") < 1000
    assert found == {
        "level": "WARNING",
        "logger": "shop",
        "message": "stock is low",
        "request_id": "r-1",
        "user_id": "u-1",
        "path": "/x\\x1b",
        "trace_id": f"{0xABC:032x}",
        "variant": "00000000-0000-0000-0000-000000000007",
    }


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "newPassword",
        "access_token",
        "Authorization",
        "code",
        "one_time_code",
        "cardNumber",
        "CVC",
        "api_key",
    ],
)
def test_knows_a_secret_by_its_name(key: str) -> None:
    assert is_secret(key)
    assert redacted({"a": [{key: "hush"}]}) == {"a": [{key: "[redacted]"}]}
    assert line("x", **{key: "hush"})[key] == "[redacted]"


@pytest.mark.parametrize(
    "key", ["status_code", "discarded", "currency_code", "idempotency_key", "path", "encoded", "span"]
)
def test_leaves_other_names_alone(key: str) -> None:
    assert not is_secret(key)


@pytest.mark.parametrize(
    "text",
    [
        f"paid with {CARD}",
        "card 4242424242424242.",
        f"token is {JWT}",
        "Authorization: Bearer abcdef.hush",
        "code=123456",
        '{"password": "hush hush"}',
        "postgresql://shop:hush@db:5432/shop",
        "refresh_token: hush-hush",
        "{'code': '123456'}",
    ],
)
def test_takes_secrets_out_of_text(text: str) -> None:
    safe = redacted_text(text)

    assert "[redacted]" in safe
    for secret in ("4242", "hush", "123456", "eyJ"):
        assert secret not in safe


@pytest.mark.parametrize(
    "text",
    ["order 1234567890123 paid", "status_code=200", "http://127.0.0.1:8000/x", "01a200a7-50ce-776a-b3b4-e12e2cf3676c"],
)
def test_leaves_plain_text_as_it_is(text: str) -> None:
    assert redacted_text(text) == text


def test_takes_time_linear_in_hostile_text() -> None:
    hostile = [
        "password" * 20_000,
        "a:" * 50_000,
        "1 " * 50_000,
        "eyJ" + "a" * 100_000,
        "code" + " " * 100_000,
        "://" * 50_000,
    ]

    started = time.process_time()
    for text in hostile:
        redacted_text(text)

    # Quadratic would be minutes.
    assert time.process_time() - started < 5


def test_stays_small_whatever_is_logged() -> None:
    found = line("x" * 100_000, **{f"field{number}": "é" * 10_000 for number in range(100)})

    assert found["truncated"] is True
    assert found["message"].startswith("xxx")
    assert (
        line("x", query="q" * 100_000, big=10**5000, nan=float("nan"), deep=[[[[[[[1]]]]]]])["big"] == "[large integer]"
    )


def test_never_writes_down_an_object_it_does_not_know() -> None:
    class Request:
        def __repr__(self) -> str:
            return "<Request '/x?token=hush'>"

    assert line("x", request=Request())["request"] == "[Request]"


def test_escapes_controls_in_a_line_for_people() -> None:
    record = logging.makeLogRecord({"msg": "a\r\n\x1b[31mb", "levelname": "INFO", "name": "shop", "who": "\x9b1m"})

    text = Console().format(record)

    assert text.endswith(r"INFO    shop: a\r\n\x1b[31mb  who=\x9b1m")


class Pipe:
    """A log reader that can be asked to stop reading."""

    def __init__(self) -> None:
        """Open a small pipe."""
        self.reading, self.writing = os.pipe()
        fcntl.fcntl(self.writing, fcntl.F_SETPIPE_SZ, 4096)

    def read_lines(self, count: int) -> list[dict[str, Any]]:
        """Read until that many lines have come."""
        data = b""
        while data.count(b"\n") < count:
            data += os.read(self.reading, 65536)
        return [json.loads(text) for text in data.splitlines()]

    def read_numbers(self, count: int) -> tuple[list[int], int]:
        """Read until each of so many numbers was written or counted as lost: the numbers, and how many were lost."""
        data, told = b"", 0
        numbers: list[int] = []
        while len(numbers) + told < count or not data.endswith(b"\n"):
            data += os.read(self.reading, 65536)
            lines = [json.loads(text) for text in data[: data.rfind(b"\n") + 1].splitlines()]
            numbers = [found["n"] for found in lines if "n" in found]
            told = sum(found["dropped"] for found in lines if found["message"] == "log records dropped")
        return numbers, told


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    found = Pipe()
    yield found
    os.close(found.reading)
    os.close(found.writing)


def test_never_waits_for_a_reader_that_stopped(pipe: Pipe) -> None:
    handler = NonBlockingHandler(capacity=50, descriptor=pipe.writing)
    handler.setFormatter(BoundedJson())
    took = []

    for number in range(1000):
        started = time.perf_counter()
        handler.handle(logging.makeLogRecord({"msg": "m", "name": "shop", "n": number, "pad": "x" * 400}))
        took.append(time.perf_counter() - started)
    lost = handler.dropped
    numbers, told = pipe.read_numbers(1000)
    handler.close()

    # The machine may be busy with something else for one or the other; who waits would wait for each that is lost.
    assert sorted(took)[len(took) * 9 // 10] < 0.05
    assert 0 < lost < 1000
    # Those that had room are all there, in their order; what came when there was none is counted, once or bit by bit.
    assert numbers == sorted(numbers)
    assert numbers[:50] == list(range(50))
    assert (len(set(numbers)), told) == (1000 - lost, lost)


def test_writes_what_is_queued_before_it_closes(pipe: Pipe) -> None:
    handler = NonBlockingHandler(descriptor=pipe.writing)
    handler.setFormatter(BoundedJson())

    for number in range(10):
        handler.handle(logging.makeLogRecord({"msg": "m", "n": number}))
    handler.close()

    assert [found["n"] for found in pipe.read_lines(10)] == list(range(10))


def test_counts_what_comes_after_it_was_closed_as_lost(pipe: Pipe, capfd: pytest.CaptureFixture[str]) -> None:
    handler = NonBlockingHandler(descriptor=pipe.writing)
    handler.setFormatter(BoundedJson())
    handler.close()

    handler.handle(logging.makeLogRecord({"msg": "late"}))

    assert (handler.dropped, handler.records.qsize(), capfd.readouterr().err) == (1, 0, "")


def test_survives_a_value_that_cannot_be_formatted(pipe: Pipe) -> None:
    class Explosive(BoundedJson):
        def format(self, record: logging.LogRecord) -> str:
            if record.msg == "bad":
                raise ValueError
            return super().format(record)

    handler = NonBlockingHandler(descriptor=pipe.writing)
    handler.setFormatter(Explosive())

    handler.handle(logging.makeLogRecord({"msg": "bad"}))
    handler.handle(logging.makeLogRecord({"msg": "good"}))
    handler.close()

    assert [found["message"] for found in pipe.read_lines(2)] == ["a log record could not be written down", "good"]


PROGRAM = """
import logging, sys
from config.logging import configure_logging
configure_logging(level="INFO")
logging.getLogger("uvicorn.error").info("started")
logging.getLogger("uvicorn.access").info("GET / 200")
logging.getLogger("django.request").warning("Not Found: /x")
try:
    raise RuntimeError("password=hush")
except RuntimeError:
    logging.getLogger("shop").exception("failed for %s", "Bearer hush-hush-hush")
if sys.argv[1] == "blocked":
    for number in range(5000):
        logging.getLogger("shop").info("filler" * 50)
"""


def test_ends_with_the_process_and_loses_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, "free"], capture_output=True, check=True, timeout=120)

    lines = [json.loads(text) for text in done.stdout.splitlines()]
    assert [found["message"] for found in lines] == ["started", "failed for Bearer [redacted]"]
    assert lines[1]["exception"].endswith("RuntimeError: password=[redacted]")
    assert b"hush" not in done.stdout
    assert done.stderr == b""


def test_ends_although_nobody_reads_the_log() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "blocked"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        code = process.wait(timeout=120)
        assert process.stderr is not None
        errors = process.stderr.read()

    assert (code, errors) == (0, b"")
